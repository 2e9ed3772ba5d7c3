export const runtime = 'edge'

export function GET() {
  throw new Error('from the edge')
}
