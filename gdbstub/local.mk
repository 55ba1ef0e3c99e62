libgdbstub_a_SOURCES =
