dist_man_MANS = man/ptview.1 man/ptview-json.5 man/ptview-replay.5
