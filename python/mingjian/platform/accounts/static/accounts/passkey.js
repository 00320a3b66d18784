// Passkeys: a form with data-passkey asks the device and submits its answer. Options come from allauth as JSON.
(() => {
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const known = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));

  const forCreate = o => ({ ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: known(o.excludeCredentials) });
  const forGet = o => ({ ...o, challenge: bytes(o.challenge), allowCredentials: known(o.allowCredentials) });

  const told = credential => {
    const r = credential.response, response = { clientDataJSON: text(r.clientDataJSON) };
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (r[name]) response[name] = text(r[name]);
    if (r.getTransports) response.transports = r.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const ask = {
    async create(form) {
      const options = forCreate(JSON.parse(form.dataset.options).creation_options.publicKey);
      const alone = form.elements.passwordless?.checked ?? false;
      options.authenticatorSelection = {
        ...options.authenticatorSelection, residentKey: alone ? 'required' : 'discouraged', requireResidentKey: alone,
        ...(alone ? { userVerification: 'required' } : {}),
      };
      return navigator.credentials.create({ publicKey: options });
    },
    async get(form) {
      return navigator.credentials.get({ publicKey: forGet(JSON.parse(form.dataset.options).request_options.publicKey) });
    },
    async login(form) {
      const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      return navigator.credentials.get({ publicKey: forGet((await answer.json()).request_options.publicKey) });
    },
  };

  if (!window.PublicKeyCredential) return;
  document.querySelectorAll('form[data-passkey]').forEach(form => {
    form.hidden = false;
    const button = form.querySelector('button[type=button]'), failed = form.querySelector('[role=alert]');
    button.addEventListener('click', async () => {
      failed.hidden = true; button.disabled = true;
      try {
        form.elements.credential.value = told(await ask[form.dataset.passkey](form));
        form.submit();
      } catch {
        failed.hidden = false; button.disabled = false;
      }
    });
  });
})();
