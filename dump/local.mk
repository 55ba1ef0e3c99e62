libdump_a_SOURCES = \
	dump/array.h \
	dump/bytes.c dump/bytes.h \
	dump/dtb.c dump/dtb.h \
	dump/elfcore.c dump/elfcore.h \
	dump/elfnotes.c dump/elfnotes.h \
	dump/elfsym.c dump/elfsym.h \
	dump/elfwhat.c dump/elfwhat.h \
	dump/file.c dump/file.h \
	dump/filemem.c dump/filemem.h \
	dump/infile.c dump/infile.h \
	dump/join.c dump/join.h \
	dump/outfile.c dump/outfile.h \
	dump/prstatus.c dump/prstatus.h \
	dump/raw.c dump/raw.h \
	dump/sizetext.c dump/sizetext.h \
	dump/snapnote.c dump/snapnote.h \
	dump/snapnum.c dump/snapnum.h \
	dump/snapread.c dump/snapread.h \
	dump/snapshot.c dump/snapshot.h
