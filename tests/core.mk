# Tests of src (but for Xen's update rules, which are in replay.mk)
if HAVE_CMOCKA
CORE_TESTS = \
	tests/core/t_base \
	tests/core/t_number \
	tests/core/t_regime \
	tests/core/t_geometry \
	tests/core/t_sizes \
	tests/core/t_desc \
	tests/core/t_desc128 \
	tests/core/t_attr \
	tests/core/t_indirect \
	tests/core/t_forms \
	tests/core/t_memtype \
	tests/core/t_runs \
	tests/core/t_visit \
	tests/core/t_walk \
	tests/core/t_nested \
	tests/core/t_compose \
	tests/core/t_physmap \
	tests/core/t_range \
	tests/core/t_where \
	tests/core/t_find \
	tests/core/t_fault \
	tests/core/t_cause \
	tests/core/t_diff \
	tests/core/t_diff_kept \
	tests/core/t_diff_random \
	tests/core/t_lint \
	tests/core/t_lint_random \
	tests/core/t_order \
	tests/core/t_survey \
	tests/core/t_again \
	tests/core/t_kept \
	tests/core/t_region \
	tests/core/t_content \
	tests/core/t_hash \
	tests/core/t_memcache \
	tests/core/t_random \
	tests/core/t_known \
	tests/core/t_hostile
check_PROGRAMS += $(CORE_TESTS)
TESTS += $(CORE_TESTS)

CORE_TEST_LIBS = libcore.a $(CMOCKA_LIBS)
CORE_MEM = tests/core/cm.h tests/core/rng.h tests/core/fakemem.c tests/core/fakemem.h \
	tests/core/setup.c tests/core/setup.h
CORE_TREE = tests/core/tree.c tests/core/tree.h tests/core/ref.c tests/core/ref.h \
	tests/core/ref_perms.c tests/core/ref_perms.h
CORE_LOG = tests/core/log.c tests/core/log.h
CORE_RIG = $(CORE_MEM) $(CORE_TREE) $(CORE_LOG) tests/core/rig.c tests/core/rig.h
CORE_WORLD = tests/core/world.c tests/core/world.h tests/core/world_regs.c

tests_core_t_base_SOURCES = tests/core/t_base.c $(CORE_MEM)
tests_core_t_base_LDADD = $(CORE_TEST_LIBS)
tests_core_t_again_SOURCES = tests/core/t_again.c $(CORE_RIG)
tests_core_t_again_LDADD = $(CORE_TEST_LIBS)
tests_core_t_kept_SOURCES = tests/core/t_kept.c $(CORE_RIG)
tests_core_t_kept_LDADD = $(CORE_TEST_LIBS)
tests_core_t_region_SOURCES = tests/core/t_region.c $(CORE_RIG)
tests_core_t_region_LDADD = $(CORE_TEST_LIBS)
tests_core_t_content_SOURCES = tests/core/t_content.c $(CORE_RIG)
tests_core_t_content_LDADD = $(CORE_TEST_LIBS)
tests_core_t_number_SOURCES = tests/core/t_number.c tests/core/cm.h
tests_core_t_number_LDADD = $(CORE_TEST_LIBS)
tests_core_t_regime_SOURCES = tests/core/t_regime.c $(CORE_MEM)
tests_core_t_regime_LDADD = $(CORE_TEST_LIBS)
tests_core_t_geometry_SOURCES = tests/core/t_geometry.c $(CORE_MEM)
tests_core_t_geometry_LDADD = $(CORE_TEST_LIBS)
tests_core_t_desc_SOURCES = tests/core/t_desc.c $(CORE_MEM)
tests_core_t_desc_LDADD = $(CORE_TEST_LIBS)
tests_core_t_sizes_SOURCES = tests/core/t_sizes.c $(CORE_MEM)
tests_core_t_sizes_LDADD = $(CORE_TEST_LIBS)
tests_core_t_forms_SOURCES = tests/core/t_forms.c $(CORE_MEM)
tests_core_t_forms_LDADD = $(CORE_TEST_LIBS)
tests_core_t_attr_SOURCES = tests/core/t_attr.c $(CORE_MEM)
tests_core_t_attr_LDADD = $(CORE_TEST_LIBS)
tests_core_t_desc128_SOURCES = tests/core/t_desc128.c $(CORE_MEM)
tests_core_t_desc128_LDADD = $(CORE_TEST_LIBS)
tests_core_t_indirect_SOURCES = tests/core/t_indirect.c $(CORE_RIG)
tests_core_t_indirect_LDADD = $(CORE_TEST_LIBS)
tests_core_t_memtype_SOURCES = tests/core/t_memtype.c $(CORE_MEM)
tests_core_t_memtype_LDADD = $(CORE_TEST_LIBS)
tests_core_t_runs_SOURCES = tests/core/t_runs.c $(CORE_RIG)
tests_core_t_runs_LDADD = $(CORE_TEST_LIBS)
tests_core_t_visit_SOURCES = tests/core/t_visit.c $(CORE_RIG)
tests_core_t_visit_LDADD = $(CORE_TEST_LIBS)
tests_core_t_walk_SOURCES = tests/core/t_walk.c $(CORE_RIG)
tests_core_t_walk_LDADD = $(CORE_TEST_LIBS)
tests_core_t_nested_SOURCES = tests/core/t_nested.c $(CORE_RIG)
tests_core_t_nested_LDADD = $(CORE_TEST_LIBS)
tests_core_t_compose_SOURCES = tests/core/t_compose.c $(CORE_RIG)
tests_core_t_compose_LDADD = $(CORE_TEST_LIBS)
tests_core_t_physmap_SOURCES = tests/core/t_physmap.c $(CORE_MEM)
tests_core_t_physmap_LDADD = $(CORE_TEST_LIBS)
tests_core_t_where_SOURCES = tests/core/t_where.c tests/core/cm.h
tests_core_t_where_LDADD = $(CORE_TEST_LIBS)
tests_core_t_range_SOURCES = tests/core/t_range.c $(CORE_MEM) $(CORE_TREE)
tests_core_t_range_LDADD = $(CORE_TEST_LIBS)
tests_core_t_diff_SOURCES = tests/core/t_diff.c $(CORE_RIG)
tests_core_t_diff_LDADD = $(CORE_TEST_LIBS)
tests_core_t_diff_kept_SOURCES = tests/core/t_diff_kept.c $(CORE_RIG)
tests_core_t_diff_kept_LDADD = $(CORE_TEST_LIBS)
tests_core_t_diff_random_SOURCES = tests/core/t_diff_random.c $(CORE_MEM) $(CORE_TREE) $(CORE_WORLD)
tests_core_t_diff_random_LDADD = $(CORE_TEST_LIBS)
tests_core_t_cause_SOURCES = tests/core/t_cause.c $(CORE_RIG)
tests_core_t_cause_LDADD = $(CORE_TEST_LIBS)
tests_core_t_fault_SOURCES = tests/core/t_fault.c $(CORE_RIG)
tests_core_t_fault_LDADD = $(CORE_TEST_LIBS)
tests_core_t_find_SOURCES = tests/core/t_find.c $(CORE_RIG) $(CORE_WORLD)
tests_core_t_find_LDADD = $(CORE_TEST_LIBS)
tests_core_t_lint_SOURCES = tests/core/t_lint.c $(CORE_RIG)
tests_core_t_lint_LDADD = $(CORE_TEST_LIBS)
tests_core_t_lint_random_SOURCES = tests/core/t_lint_random.c $(CORE_MEM)
tests_core_t_lint_random_LDADD = $(CORE_TEST_LIBS)
tests_core_t_survey_SOURCES = tests/core/t_survey.c $(CORE_MEM) $(CORE_TREE)
tests_core_t_survey_LDADD = $(CORE_TEST_LIBS)
tests_core_t_order_SOURCES = tests/core/t_order.c tests/core/cm.h tests/core/rng.h
tests_core_t_order_LDADD = $(CORE_TEST_LIBS)
tests_core_t_hash_SOURCES = tests/core/t_hash.c tests/core/cm.h tests/core/rng.h
tests_core_t_hash_LDADD = $(CORE_TEST_LIBS)
tests_core_t_memcache_SOURCES = tests/core/t_memcache.c $(CORE_MEM)
tests_core_t_memcache_LDADD = $(CORE_TEST_LIBS)
tests_core_t_random_SOURCES = tests/core/t_random.c $(CORE_MEM) $(CORE_TREE) $(CORE_LOG) \
	$(CORE_WORLD)
tests_core_t_random_LDADD = $(CORE_TEST_LIBS)
tests_core_t_known_SOURCES = tests/core/t_known.c $(CORE_RIG)
tests_core_t_known_LDADD = $(CORE_TEST_LIBS)
tests_core_t_hostile_SOURCES = tests/core/t_hostile.c $(CORE_MEM)
tests_core_t_hostile_LDADD = $(CORE_TEST_LIBS)
endif
