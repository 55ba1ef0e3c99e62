include $(top_srcdir)/tests/gdbstub.mk
include $(top_srcdir)/tests/dump.mk
include $(top_srcdir)/tests/ui.mk
include $(top_srcdir)/tests/replay.mk
