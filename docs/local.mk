# For who uses ptview: installed as they stand in the source, so that one leads to the other.
nobase_dist_doc_DATA = \
	CHANGELOG.md \
	README.md \
	docs/causes.md \
	docs/decoding.md \
	docs/dumps.md \
	docs/export.md \
	docs/findings.md \
	docs/gdb.md \
	docs/hour.md \
	docs/lessons.md \
	docs/oops.md \
	docs/ptview.svg \
	docs/replay.md \
	docs/roots.md \
	docs/snapshot.md \
	docs/teaching.md
# For who works on it.
EXTRA_DIST += \
	.editorconfig \
	CONTRIBUTING.md \
	SECURITY.md \
	docs/HACKING.md \
	docs/RELEASING.md \
	docs/performance.md docs/performance.svg \
	docs/robustness.md \
	docs/picture
