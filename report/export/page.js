// SPDX-License-Identifier: GPL-2.0-or-later
// Rows come as strings: a digit for the depth, a letter for the look, then the cells, tabs between
// them. They become elements where they are looked at: a chunk of rows is an empty box of the right
// height until then, so that 200,000 of them are no more than 1,000 boxes.
'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const rows = data.rows, count = rows.length;
const grid = document.getElementById('grid'), find = document.getElementById('find');
const said = document.getElementById('count');
const HEIGHT = 26, CHUNK = 200, PRINT_MOST = 20000, OPEN_MOST = 500;
const end = new Uint32Array(count), open = new Uint8Array(count);
const used = []; // columns that have something
let shown = [], chunks = [], focused = 0, hits = [], hit = -1;
const hitSet = new Set();

const depth = i => rows[i].charCodeAt(0) - 48;
const leads = i => end[i] > i + 1;
const cells = i => rows[i].slice(2).split('\t');

// end[i]: the first row behind i that is not below it.
(() => {
	const stack = [];
	for (let i = 0; i < count; i++) {
		while (stack.length && depth(stack[stack.length - 1]) >= depth(i))
			end[stack.pop()] = i;
		stack.push(i);
	}
	for (const i of stack)
		end[i] = count;
})();

function measure() {
	const width = data.columns.map(() => 0);
	let deepest = 0;
	for (let i = 0; i < count; i++) {
		const c = cells(i);
		deepest = Math.max(deepest, depth(i));
		for (let k = 0; k < width.length; k++)
			width[k] = Math.max(width[k], c[k].length);
	}
	width[0] += 2 * deepest + 8;
	for (let k = 0; k < width.length; k++)
		if (width[k])
			used.push(k);
	for (const k of used)
		width[k] = Math.max(width[k], data.columns[k].length);
	const wide = used.map((k, n) => Math.min(width[k], n === used.length - 1 ? 200 : 80) + 'ch');
	grid.style.setProperty('--columns', wide.join(' '));
	// Paper has no more width than it has: the last column takes what is left, and its words go on below.
	grid.style.setProperty('--paper', [...wide.slice(0, -1), 'minmax(18ch, 1fr)'].join(' '));
}

function element(parent, tag, role, text) {
	const e = parent.appendChild(document.createElement(tag));
	if (role)
		e.setAttribute('role', role);
	if (text !== undefined)
		e.textContent = text;
	return e;
}

function makeRow(parent, position) {
	const i = shown[position], e = element(parent, 'div', 'row'), c = cells(i);
	const look = data.looks[rows[i].charCodeAt(1) - 97];
	e.className = 'row k-' + look + (hitSet.has(i) ? ' hit' : '') + (hits[hit] === i ? ' now' : '');
	e.dataset.row = i;
	e.tabIndex = i === focused ? 0 : -1;
	e.setAttribute('aria-level', depth(i) + 1);
	e.setAttribute('aria-rowindex', position + 2);
	if (leads(i))
		e.setAttribute('aria-expanded', open[i] ? 'true' : 'false');
	const first = element(e, 'span', 'gridcell', '  '.repeat(depth(i)));
	first.className = 'kind';
	const fold = element(first, 'span', null, leads(i) ? (open[i] ? '▾ ' : '▸ ') : '  ');
	fold.className = 'fold';
	fold.setAttribute('aria-hidden', 'true');
	const sign = element(first, 'span');
	sign.className = 'sign';
	first.append(' ' + c[0]);
	for (const k of used.slice(1)) {
		const cell = element(e, 'span', 'gridcell', c[k]);
		if (c[k].length > 79)
			cell.title = c[k];
	}
}

function fill(n) {
	const chunk = chunks[n];
	if (!chunk || chunk.firstChild)
		return;
	for (let p = n * CHUNK; p < shown.length && p < (n + 1) * CHUNK; p++)
		makeRow(chunk, p);
}

const watcher = new IntersectionObserver(seen => {
	for (const s of seen) {
		const n = chunks.indexOf(s.target);
		if (s.isIntersecting)
			fill(n);
		else if (!s.target.contains(document.activeElement))
			s.target.replaceChildren();
	}
}, { rootMargin: '600px' });

// What is unfolded, as boxes; those that are on the screen are filled when the observer says so.
function refresh() {
	shown = [];
	for (let i = 0; i < count; i = open[i] || !leads(i) ? i + 1 : end[i])
		shown.push(i);
	watcher.disconnect();
	for (const c of chunks)
		c.remove();
	chunks = [];
	for (let p = 0; p < shown.length; p += CHUNK) {
		const c = element(grid, 'div', 'rowgroup');
		c.className = 'chunk';
		c.style.height = HEIGHT * Math.min(CHUNK, shown.length - p) + 'px';
		chunks.push(c);
		watcher.observe(c);
	}
	grid.setAttribute('aria-rowcount', shown.length + 1);
	fill(0);
}

function position(i) {
	let lo = 0, hi = shown.length;
	while (lo < hi) {
		const mid = (lo + hi) >> 1;
		if (shown[mid] < i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

// The element of a row that is unfolded to; on the screen, and with the focus where it is asked for.
function bring(i, focus) {
	const p = position(i), n = Math.floor(p / CHUNK);
	fill(n);
	const e = chunks[n] && chunks[n].children[p % CHUNK];
	if (!e)
		return;
	for (const old of grid.querySelectorAll('[tabindex="0"]'))
		old.tabIndex = -1;
	focused = i;
	e.tabIndex = 0;
	e.scrollIntoView({ block: focus ? 'nearest' : 'center' });
	if (focus)
		e.focus({ preventScroll: true });
}

function parentOf(i) {
	let k = i - 1;
	while (k >= 0 && depth(k) >= depth(i))
		k--;
	return k;
}

function toggle(i, to) {
	if (!leads(i))
		return;
	open[i] = to;
	refresh();
	bring(i, true);
}

function all(to) {
	open.fill(to);
	if (!to)
		while (depth(focused) > 0)
			focused = parentOf(focused);
	refresh();
}

function search() {
	const words = find.value.trim().toLowerCase();
	hits = [];
	hit = -1;
	hitSet.clear();
	for (let i = 0; words && i < count; i++)
		if (rows[i].slice(2).toLowerCase().includes(words))
			hits.push(i);
	for (const i of hits)
		hitSet.add(i);
	if (hits.length)
		go(1);
	else
		refresh();
	say(words);
}

function say(words) {
	said.textContent = !words ? '' : !hits.length ? 'nothing found' : `${hit + 1} of ${hits.length}`;
}

function go(by) {
	if (!hits.length)
		return;
	hit = (hit + by + hits.length) % hits.length;
	for (let p = parentOf(hits[hit]); p >= 0; p = parentOf(p))
		open[p] = 1;
	refresh();
	bring(hits[hit], false);
	say(true);
}

const keys = {
	ArrowDown: i => bring(shown[Math.min(position(i) + 1, shown.length - 1)], true),
	ArrowUp: i => bring(shown[Math.max(position(i) - 1, 0)], true),
	PageDown: i => bring(shown[Math.min(position(i) + 20, shown.length - 1)], true),
	PageUp: i => bring(shown[Math.max(position(i) - 20, 0)], true),
	Home: () => bring(shown[0], true),
	End: () => bring(shown[shown.length - 1], true),
	ArrowRight: i => leads(i) && !open[i] ? toggle(i, 1) : leads(i) && bring(i + 1, true),
	ArrowLeft: i => leads(i) && open[i] ? toggle(i, 0) : parentOf(i) >= 0 && bring(parentOf(i), true),
	Enter: i => toggle(i, open[i] ? 0 : 1),
	' ': i => toggle(i, open[i] ? 0 : 1),
};

grid.addEventListener('keydown', e => {
	const row = e.target.closest('[data-row]');
	if (!row || !keys[e.key] || e.ctrlKey || e.altKey || e.metaKey)
		return;
	e.preventDefault();
	keys[e.key](Number(row.dataset.row));
});
grid.addEventListener('click', e => {
	const row = e.target.closest('[data-row]'), i = row ? Number(row.dataset.row) : -1;
	if (i >= 0 && e.target.closest('.fold') && leads(i))
		toggle(i, open[i] ? 0 : 1);
	else if (i >= 0)
		bring(i, true);
});
document.addEventListener('keydown', e => {
	if (e.key === '/' && e.target !== find) {
		e.preventDefault();
		find.focus();
	}
});
find.addEventListener('input', search);
find.addEventListener('keydown', e => {
	if (e.key === 'Enter')
		go(e.shiftKey ? -1 : 1);
});
document.getElementById('next').addEventListener('click', () => go(1));
document.getElementById('previous').addEventListener('click', () => go(-1));
document.getElementById('unfold').addEventListener('click', () => all(1));
document.getElementById('fold').addEventListener('click', () => all(0));

// On paper is what is unfolded; more than a thick book of it is not.
addEventListener('beforeprint', () => {
	watcher.disconnect();
	for (let n = 0; n < chunks.length; n++) {
		if (n * CHUNK < PRINT_MOST)
			fill(n);
		else
			chunks[n].hidden = true;
	}
	document.getElementById('printed').textContent =
		shown.length > PRINT_MOST ? `The first ${PRINT_MOST} of ${shown.length} rows are printed.` : '';
});
addEventListener('afterprint', refresh);

const head = element(grid, 'div', 'row');
head.className = 'row head';
head.setAttribute('aria-rowindex', 1);
open.fill(count <= OPEN_MOST ? 1 : 0);
for (let i = 0; i < count; i = end[i])
	open[i] = 1;
measure();
for (const k of used)
	element(head, 'span', 'columnheader', data.columns[k]);
refresh();
})();
