libgdbstub_a_SOURCES = \
	gdbstub/ask.c gdbstub/ask.h \
	gdbstub/conn.c gdbstub/conn.h \
	gdbstub/cpuregs.c gdbstub/cpuregs.h \
	gdbstub/features.c gdbstub/features.h \
	gdbstub/guard.c gdbstub/guard.h \
	gdbstub/hold.c gdbstub/hold.h \
	gdbstub/live.c gdbstub/live.h \
	gdbstub/machine.c gdbstub/machine.h \
	gdbstub/memmap.c gdbstub/memmap.h \
	gdbstub/rescue.c gdbstub/rescue.h \
	gdbstub/rsp.c gdbstub/rsp.h \
	gdbstub/runstate.c gdbstub/runstate.h \
	gdbstub/session.c gdbstub/session.h \
	gdbstub/share.c gdbstub/share.h gdbstub/share_int.h \
	gdbstub/share_break.c \
	gdbstub/share_client.c \
	gdbstub/share_flight.c \
	gdbstub/share_link.c gdbstub/share_link.h \
	gdbstub/share_listen.c gdbstub/share_listen.h \
	gdbstub/share_mode.c \
	gdbstub/share_request.c \
	gdbstub/share_run.c \
	gdbstub/stub.c gdbstub/stub.h \
	gdbstub/target.c gdbstub/target.h \
	gdbstub/tdesc.c gdbstub/tdesc.h \
	gdbstub/trace.c gdbstub/trace.h \
	gdbstub/witness.c gdbstub/witness.h
