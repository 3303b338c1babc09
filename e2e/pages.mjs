// The pages that are photographed and looked at by axe, in the order of the navigation.

export const PAGES = [
  { path: '/sign-in', signedIn: false },
  { path: '/' },
];
