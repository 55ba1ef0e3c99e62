# Tests of dump
