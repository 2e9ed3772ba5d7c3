setTimeout(() => {
  throw new Error(process.argv[2])
}, 1)
