/** The admin token of every service that tests start. */
export const ADMIN_TOKEN = 'test-admin-token-0123456789abcdefghijklmnop';
