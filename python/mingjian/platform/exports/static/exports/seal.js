// Computes the digest of a chosen file in this browser; nothing is uploaded.
(() => {
  const file = document.querySelector('#v-file'), field = document.querySelector('#v-sha256');
  if (!file || !window.crypto || !crypto.subtle) return;
  document.documentElement.classList.add('js');
  file.addEventListener('change', async () => {
    if (!file.files.length) return;
    const digest = await crypto.subtle.digest('SHA-256', await file.files[0].arrayBuffer());
    field.value = [...new Uint8Array(digest)].map(b => b.toString(16).padStart(2, '0')).join('');
    field.form.requestSubmit();
  });
})();
