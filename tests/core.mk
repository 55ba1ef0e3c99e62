# Tests of the core
