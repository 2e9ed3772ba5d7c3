console.log('steeping')
throw new Error('there is no tea')
