# Tests of gdbstub
