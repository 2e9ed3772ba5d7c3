export async function GET(_request, { params }) {
  const { id } = await params
  throw new Error(`no route to order ${id}`)
}
