ptview_SOURCES = cli/main.c
ptview_LDADD = $(LAYERS) $(LAYER_LIBS)
