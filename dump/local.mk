libdump_a_SOURCES =
