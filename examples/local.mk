# What README.md and docs/ name as examples/...: there in the build folder, and below share/ptview once installed.
# Scripts that boot targets for the tests stay in the source.
nobase_dist_pkgdata_DATA = \
	examples/ci/ptview-lint.yml \
	examples/dtb/reserved.dts \
	examples/dtb/rpi4-4g.dts \
	examples/gdb/ptview.py \
	examples/replay/bad_modify_contiguous.replay \
	examples/replay/bad_never_aligned.replay \
	examples/replay/bad_out_of_tables.replay \
	examples/replay/bad_p2m_513_pages.replay \
	examples/replay/bad_p2m_balloon.replay \
	examples/replay/bad_p2m_foreign_split.replay \
	examples/replay/bad_p2m_late_flush.replay \
	examples/replay/bad_p2m_mem_access.replay \
	examples/replay/bad_p2m_split_fails.replay \
	examples/replay/bad_p2m_two_steps.replay \
	examples/replay/bad_remove_table.replay \
	examples/replay/bad_replace_table.replay \
	examples/replay/bad_rfc_2m_plus_4k.replay \
	examples/replay/bad_rpi4_1g_xenheap.replay \
	examples/replay/bad_shatter_superpage.replay \
	examples/replay/bad_write_execute.replay \
	examples/replay/good_417_2m_plus_4k.replay \
	examples/replay/good_arm32.replay \
	examples/replay/good_contiguous.replay \
	examples/replay/good_initial_state.replay \
	examples/replay/good_p2m_1g_guest.replay \
	examples/replay/good_p2m_2m_plus_4k.replay \
	examples/replay/good_p2m_concatenated_root.replay \
	examples/replay/good_p2m_foreign_map.replay \
	examples/replay/good_p2m_type_change.replay \
	examples/replay/good_rpi4_directmap.replay \
	examples/replay/good_unmap_hole.replay
# The embedded target: compressed in the repository, since tables are nearly all repetition.
nobase_nodist_pkgdata_DATA = examples/xen-4.17-arm64.snapshot
CLEANFILES += examples/xen-4.17-arm64.snapshot
EXTRA_DIST += \
	examples/guests/16k.c \
	examples/guests/README \
	examples/guests/access-flag.c \
	examples/guests/arm32-mair.c \
	examples/guests/arm32.c \
	examples/guests/block.c \
	examples/guests/build \
	examples/guests/concat.c \
	examples/guests/guest.c \
	examples/guests/guest.h \
	examples/guests/guest.ld \
	examples/guests/mmio.c \
	examples/guests/right.c \
	examples/guests/run \
	examples/guests/start-level.c \
	examples/guests/start32.S \
	examples/guests/start64.S \
	examples/guests/vhe.c \
	examples/guests/wxn.c \
	examples/record-xen \
	examples/targets/boot \
	examples/targets/fetch \
	examples/targets/halt \
	examples/targets/tf-a-loader \
	examples/xen-4.17-arm64.snapshot.xz

examples/xen-4.17-arm64.snapshot: examples/xen-4.17-arm64.snapshot.xz
	@$(MKDIR_P) examples
	$(AM_V_GEN)xz -dc $(top_srcdir)/examples/xen-4.17-arm64.snapshot.xz > $@.tmp && mv $@.tmp $@

# A build folder of its own has links to the rest. (One that leads nowhere, as in a tree that was moved, is made anew.)
EXAMPLE_LINKS = examples/ci examples/dtb examples/guests examples/replay examples/targets lessons
all-local: examples/xen-4.17-arm64.snapshot
	@for link in $(EXAMPLE_LINKS); do \
		test -e $$link || ln -sfn "$(abs_top_srcdir)/$$link" $$link || exit 1; \
	done
clean-local:
	rm -rf guests
	@for link in $(EXAMPLE_LINKS); do test ! -L $$link || rm -f $$link; done

# The guests of examples/guests, by cross compilers, into guests/ of the build folder.
guests:
	$(top_srcdir)/examples/guests/build guests
.PHONY: guests
