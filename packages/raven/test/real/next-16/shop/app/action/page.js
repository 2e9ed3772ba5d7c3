async function order() {
  'use server'
  throw new Error('from an action')
}

export default function Page() {
  return (
    <form action={order}>
      <button>Order</button>
    </form>
  )
}
