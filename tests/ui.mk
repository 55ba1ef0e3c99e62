# Tests of ui
