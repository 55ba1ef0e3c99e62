// SPDX-License-Identifier: GPL-2.0-or-later
// Uses a page of `ptview export` as a person does, by keys, clicks and words, and writes what is wrong into an element
// that the test reads. It is put into the page in front of all other scripts; PLAN has what the page must have.
'use strict';
(() => {
const wrong = [];
const check = (is, what) => is || wrong.push(what);
addEventListener('error', e => wrong.push('error: ' + e.message));
addEventListener('unhandledrejection', e => wrong.push('rejection: ' + e.reason));
document.addEventListener('securitypolicyviolation', e => wrong.push('policy: ' + e.blockedURI));
for (const level of ['error', 'warn'])
	console[level] = (...words) => wrong.push(level + ': ' + words.join(' '));

const $ = id => document.getElementById(id);
const rows = () => [...document.querySelectorAll('#grid [data-row]')];
const count = () => Number($('grid').getAttribute('aria-rowcount')) - 1;
const elements = () => document.getElementsByTagName('*').length;
const press = (e, key, more) => e.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));

function find(words) {
	$('find').value = words;
	$('find').dispatchEvent(new Event('input', { bubbles: true }));
	return $('count').textContent;
}

function roles() {
	check($('grid').getAttribute('role') === 'treegrid' && $('grid').getAttribute('aria-label'), 'the grid has no role or name');
	check(document.querySelector('label[for=find]'), 'the search has no label');
	for (const b of document.querySelectorAll('button'))
		check(b.textContent.trim(), 'a button has no name');
	for (const r of rows())
		check(r.getAttribute('role') === 'row' && r.getAttribute('aria-level') && r.getAttribute('aria-rowindex'), 'a row has no role or level');
	check(rows().filter(r => r.tabIndex === 0).length === 1, 'not one row can be tabbed to');
	check(document.documentElement.lang === 'en', 'no language');
	check($('legend').children.length > 1, 'no legend');
}

function folding() {
	$('unfold').click();
	check(count() === PLAN.rows, `unfolded there are ${count()} rows, not ${PLAN.rows}`);
	$('fold').click();
	check(count() === PLAN.roots, `folded there are ${count()} rows, not ${PLAN.roots}`);
	rows()[0].focus();
	press(rows()[0], 'ArrowRight');
	check(rows()[0].getAttribute('aria-expanded') === 'true' && count() > PLAN.roots, 'the right arrow unfolds nothing');
	press(document.activeElement, 'ArrowRight');
	check(document.activeElement === rows()[1], 'the right arrow does not lead into it');
	press(document.activeElement, 'ArrowLeft');
	check(document.activeElement === rows()[0], 'the left arrow does not lead out of it');
	press(document.activeElement, 'ArrowLeft');
	check(rows()[0].getAttribute('aria-expanded') === 'false' && count() === PLAN.roots, 'the left arrow folds nothing');
	rows()[0].querySelector('.fold').click();
	check(rows()[0].getAttribute('aria-expanded') === 'true', 'a click unfolds nothing');
}

function moving() {
	$('unfold').click();
	rows()[0].focus();
	press(rows()[0], 'End');
	check(Number(document.activeElement.dataset.row) === PLAN.rows - 1, 'End does not lead to the last row');
	press(document.activeElement, 'ArrowUp');
	check(Number(document.activeElement.dataset.row) === PLAN.rows - 2, 'the up arrow does not lead up');
	press(document.activeElement, 'Home');
	check(document.activeElement === rows()[0], 'Home does not lead to the first row');
	press(document.body, '/');
	check(document.activeElement === $('find'), '/ does not lead to the search');
}

function finding() {
	$('fold').click();
	const said = find(PLAN.find);
	check(said === '1 of ' + PLAN.found, `"${PLAN.find}" is found: ${said}`);
	const now = document.querySelectorAll('.now');
	check(now.length === 1 && now[0].textContent.includes(PLAN.find), 'what is found is not shown');
	press($('find'), 'Enter');
	check($('count').textContent.startsWith(PLAN.found > 1 ? '2 of' : '1 of'), 'Enter does not lead to the next');
	press($('find'), 'Enter', { shiftKey: true });
	check($('count').textContent.startsWith('1 of'), 'Shift and Enter do not lead back');
	check(find('no such words') === 'nothing found', 'what is not there is found');
	check(find('') === '', 'the count of nothing is not empty');
}

function printing() {
	$('unfold').click();
	dispatchEvent(new Event('beforeprint'));
	check(rows().length === Math.min(PLAN.rows, 20000), `printed are ${rows().length} rows`);
	check(PLAN.rows <= 20000 || $('printed').textContent.includes('first 20000'), 'it is not said that not all is printed');
	check($('grid').style.getPropertyValue('--paper').endsWith('minmax(18ch, 1fr)'), 'the last column may be cut off at the edge of paper');
	dispatchEvent(new Event('afterprint'));
	check(rows().length <= 1000, 'after printing all rows stay');
}

addEventListener('load', () => setTimeout(() => {
	check(rows().length > 0, 'there are no rows');
	roles();
	check(elements() < 20000, `${elements()} elements at first`);
	folding();
	moving();
	check(elements() < 20000, `${elements()} elements when all is unfolded`);
	finding();
	printing();
	check(performance.getEntriesByType('resource').every(r => r.name.startsWith('data:')), 'it asks the network');
	const e = document.body.appendChild(document.createElement('pre'));
	e.id = 'outcome';
	e.textContent = 'OUTCOME ' + (wrong.length ? wrong.slice(0, 20).join('; ') : 'as it must be') + ' END';
}, 100));
})();
