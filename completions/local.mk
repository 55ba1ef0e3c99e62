# bash-completion looks for "ptview.bash" where it finds no "ptview".
bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = completions/ptview.bash
zshcompdir = $(datadir)/zsh/site-functions
dist_zshcomp_DATA = completions/_ptview
