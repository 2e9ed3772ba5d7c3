'use client'

import { useEffect, useState } from 'react'

export default function ErrorPage({ error: { digest } }) {
  const [id, setId] = useState()
  useEffect(() => {
    fetch(`/api/event?digest=${digest}`)
      .then((response) => response.json())
      .then(
        (answer) => setId(answer.id),
        () => {},
      )
  }, [digest])
  return (
    <p>
      Something broke: {digest}, {id}
    </p>
  )
}
