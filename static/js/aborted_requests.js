// A request that a newer one replaces is no error: htmx would write two into the console.
document.addEventListener("htmx:beforeSend", ({ detail: { xhr } }) => {
  const finish = xhr.onabort;
  xhr.onabort = (event) => {
    const { error } = console;
    console.error = () => {};
    try {
      finish.call(xhr, event);
    } finally {
      console.error = error;
    }
  };
});
