/** Take a person to the first field that wants their attention, once it is marked on screen; what folds it away opens. */
export function focusFirstInvalid(form: Element): void {
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  });
}
