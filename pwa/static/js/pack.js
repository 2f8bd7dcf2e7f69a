/** stub */
export async function refresh() {}
