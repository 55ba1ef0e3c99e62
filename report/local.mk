libreport_a_SOURCES =
