# Tests of ui: parts by themselves, and scripted keys against golden screens. None needs a terminal.
# "make update-golden" writes the golden screens anew; look at what git says has changed.
SCREEN_TARGET = tests/screen/target.c tests/screen/target.h
SCREEN_PICTURE = tests/screen/picture.c tests/screen/picture.h
SCREEN_LIBS = libui.a libreport.a libcore.a $(JANSSON_LIBS)

check_PROGRAMS += tests/screen/screen tests/screen/unit tests/screen/demo tests/screen/lessons
tests_screen_screen_SOURCES = tests/screen/screen.c tests/screen/script.c tests/screen/script.h \
	tests/screen/chaos.c tests/screen/chaos.h $(SCREEN_PICTURE) $(SCREEN_TARGET)
tests_screen_screen_LDADD = $(SCREEN_LIBS)
tests_screen_screen_LDFLAGS = -Wl,--wrap=realloc
tests_screen_lessons_SOURCES = tests/screen/lessons.c tests/screen/script.c tests/screen/script.h \
	tests/screen/chaos.c tests/screen/chaos.h $(SCREEN_PICTURE) $(SCREEN_TARGET)
tests_screen_lessons_LDADD = $(SCREEN_LIBS)
tests_screen_lessons_LDFLAGS = -Wl,--wrap=realloc
tests_screen_unit_SOURCES = tests/screen/unit.c $(SCREEN_PICTURE) $(SCREEN_TARGET)
tests_screen_unit_LDADD = $(SCREEN_LIBS) -lm
# Not a test: the same target in your own terminal.
tests_screen_demo_SOURCES = tests/screen/demo.c $(SCREEN_TARGET)
tests_screen_demo_LDADD = $(SCREEN_LIBS) $(NCURSES_LIBS)

TESTS += tests/screen/unit tests/screen/run tests/screen/lessons tests/screen/terminal.test tests/screen/ground.test tests/screen/replay_export.test
SCREEN_KEYS = ascii build command compare detail errors export export_json file_runs findings go grid guest_fails held \
	help kept lesson looks looks_lesson looks_replay map map_many map_many_composed monkey mouse mouse_lists mouse_log mouse_prompts mouse_replay mouse_replay_list \
	mouse_views narrow outputs overview paused places regimes replay_edges replay_edit replay_command replay_on replay_p2m replay_p2m_flush replay_p2m_roots \
	replay_refusal replay_rpi4 replay_starved replay_steps replay_tables resize roots roots_again roots_cut \
	roots_found roots_live roots_lost roots_none roots_stopped running search slow stage2 start stores stores_cost stores_fail stores_gone \
	symbols tasks tasks_live tasks_replay try try_p2m unfold unsaved unseen until utf8 views watch watch_empty why_stopped \
	words
EXTRA_DIST += tests/screen/run tests/screen/terminal.test tests/screen/ground.test tests/screen/replay_export.test tests/screen/golden \
	$(SCREEN_KEYS:%=tests/screen/%.keys) tests/screen/lesson.lesson

.PHONY: update-golden
update-golden: tests/screen/screen
	tests/screen/screen --update $(srcdir)/tests/screen
