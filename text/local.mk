libtext_a_SOURCES = \
	text/assign.c text/assign.h \
	text/cells.c text/cells.h \
	text/console.c text/console.h \
	text/fact.c text/fact.h \
	text/forms.c text/forms.h \
	text/gather.c text/gather.h \
	text/lines.c text/lines.h \
	text/listing.c text/listing.h \
	text/pattern.c text/pattern.h \
	text/settle.c text/settle.h \
	text/settle_fault.c \
	text/settle_note.c \
	text/settle_pages.c \
	text/settle_place.c \
	text/settle_regs.c
