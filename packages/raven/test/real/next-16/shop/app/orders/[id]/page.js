export default async function Order({ params }) {
  const { id } = await params
  throw new Error(`there is no order ${id}`)
}
