// The pages that are photographed and looked at, in the order of the navigation. `first`: go on to the first link on the
// page that leads below this address, as a person would; `then`: and from there to a page below.

export const PAGES = [
  { path: '/sign-in', user: null },
  { path: '/reset', user: null },
  { path: '/', user: 'zhouming' },
  { path: '/period', user: 'admin' },
  { path: '/ask', user: 'zhouming' },
  { path: `/ask?q=${encodeURIComponent('上半年 助企')}`, user: 'zhouming', name: 'ask-several' },
  { path: `/ask?q=${encodeURIComponent('上半年 助企服务 分板块')}`, user: 'zhouming', name: 'ask-answer' },
  { path: '/given', user: 'zhouming' },
  { path: '/journal', user: 'zhouming' },
  { path: '/journal/new', user: 'zhouming' },
  { path: '/journal', first: /^\/journal\/[0-9a-f-]{36}$/, user: 'zhouming', name: 'journal-record' },
  { path: '/journal/declared?metric=assist.enterprise_covered&from=2022-01-01&to=2022-10-31', user: 'zhouming', name: 'declared' },
  { path: '/campaigns', user: 'zhouming' },
  { path: '/campaigns/new', user: 'zhouming' },
  { path: '/journal/paste', user: 'zhouming' },
  { path: '/journal/plan', user: 'zhouming' },
  { path: '/journal/plan/new', user: 'zhouming' },
  { path: '/journal/texts?from=2022-01-01&to=2022-10-31&metric=integrity', user: 'zhouming', name: 'texts' },
  { path: '/import', user: 'zhouming' },
  { path: '/figures', user: 'zhouming' },
  { path: '/figures/summary', user: 'zhouming' },
  { path: '/figures/pivot', user: 'zhouming' },
  { path: '/figures?compare=year', user: 'zhouming', name: 'figures-compared' },
  { path: '/figures?compare=target', user: 'zhouming', name: 'figures-targets' },
  { path: '/figures/assist.service?compare=target', user: 'zhouming', name: 'figures-one-targets' },
  { path: '/targets', user: 'zhouming' },
  { path: '/targets/new', user: 'zhouming' },
  { path: '/targets/table', user: 'zhouming' },
  { path: '/targets', first: /^\/targets\/[0-9a-f-]{36}$/, user: 'zhouming', name: 'targets-one' },
  { path: '/figures/assist.service', user: 'zhouming' },
  { path: '/figures/assist.service/facts', user: 'zhouming' },
  { path: '/metrics', user: 'zhouming' },
  { path: '/metrics/assist.enterprise_covered', user: 'zhouming' },
  { path: '/reports', user: 'zhouming' },
  { path: '/inspect', user: 'zhouming' },
  { path: '/inspect/new', user: 'zhouming' },
  { path: '/inspect/evidence', user: 'zhouming' },
  { path: '/reports/new', user: 'zhouming' },
  { path: '/reports/templates', user: 'zhouming' },
  { path: '/reports/templates/duty', user: 'zhouming' },
  { path: '/reports/verify', user: 'zhouming' },
  { path: '/orgs', user: 'admin' },
  { path: '/orgs/new', user: 'admin' },
  { path: '/orgs', first: /^\/orgs\/[0-9a-f-]{36}$/, user: 'admin', name: 'orgs-one' },
  { path: '/people', user: 'admin' },
  { path: '/people/new', user: 'admin' },
  { path: '/people', first: /^\/people\/[0-9a-f-]{36}$/, user: 'admin', name: 'people-one' },
  { path: '/people', first: /^\/people\/[0-9a-f-]{36}$/, then: '/merge', user: 'admin', name: 'people-merge' },
  { path: '/people/requests', user: 'admin' },
  { path: '/settings', user: 'admin' },
  { path: '/settings/office', user: 'admin' },
  { path: '/settings/accounts', user: 'admin' },
  { path: '/settings/accounts/new', user: 'admin' },
  { path: '/settings/accounts', first: /^\/settings\/accounts\/[0-9a-f-]{36}$/, name: 'settings-account', user: 'admin' },
  { path: '/settings/accounts', first: /^\/settings\/accounts\/[0-9a-f-]{36}$/, then: '/handover', name: 'settings-handover', user: 'admin' },
  { path: '/settings/retention', user: 'admin' },
  { path: '/account/second', user: 'liufang' },
  { path: '/account/rights', user: 'liufang' },
  { path: '/about-me', user: 'zhouming' },
  { path: '/about-me/ask', user: 'zhouming' },
  { path: '/account', user: 'zhouming' },
  { path: '/account/password', user: 'zhouming' },
  { path: '/more', user: 'zhouming' },
];

/** Goes to a page of the list; the answer of the server. */
export async function visit(page, { path, first, then = '' }) {
  const answer = await page.goto(path, { waitUntil: 'load' });
  if (!first) return answer;
  const links = await page.locator('main a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const next = links.find((href) => first.test(href));
  if (!next) throw new Error(`${path} has no link like ${first}`);
  return page.goto(next + then, { waitUntil: 'load' });
}

/** What a page of the list is called. */
export function nameOf({ path, name }) {
  return name ?? (path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home');
}
