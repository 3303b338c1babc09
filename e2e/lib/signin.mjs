// Signing in as a person would: by the labels on the page.

/** Signs in with one of the demonstration's accounts and waits for the home page. */
export async function signIn(page, { user, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('用户名').fill(user);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname === '/');
}
