# The embedded target: compressed in the repository, since tables are nearly all repetition.
nodist_pkgdata_DATA = examples/xen-4.17-arm64.snapshot
CLEANFILES += examples/xen-4.17-arm64.snapshot
EXTRA_DIST += \
	examples/dtb/reserved.dts \
	examples/dtb/rpi4-4g.dts \
	examples/record-xen \
	examples/targets/boot \
	examples/targets/fetch \
	examples/targets/halt \
	examples/targets/tf-a-loader \
	examples/xen-4.17-arm64.snapshot.xz

examples/xen-4.17-arm64.snapshot: examples/xen-4.17-arm64.snapshot.xz
	@$(MKDIR_P) examples
	$(AM_V_GEN)xz -dc $(top_srcdir)/examples/xen-4.17-arm64.snapshot.xz > $@.tmp && mv $@.tmp $@
