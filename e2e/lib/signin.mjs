// Signing in as a person would: by the labels on the page.

/** The sign-in of a user name. */
export function person(demo, user) {
  const found = demo.signIns.find((signIn) => signIn.user === user);
  if (!found) throw new Error(`there is no '${user}', only ${demo.signIns.map((signIn) => signIn.user).join(', ')}`);
  return found;
}

/** Signs in and waits for the home page. */
export async function signIn(page, { user, password }) {
  await page.goto('/sign-in');
  // A required field's label ends with a star.
  await page.getByLabel(/^用户名/).fill(user);
  await page.getByLabel(/^密码/).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/');
}
