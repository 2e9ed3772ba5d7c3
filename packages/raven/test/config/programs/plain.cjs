console.log('steeping')
setTimeout(() => {
  throw new Error('there is no tea')
}, 1)
