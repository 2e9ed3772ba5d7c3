export function getServerSideProps() {
  throw new Error('from the old pages')
}

export default function Old() {
  return null
}
