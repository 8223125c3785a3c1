// <file-upload action>: files by drop or by choice, several at once, each with its progress. Words stand in the page.
// Tells "uploaded" with the address of each whole file.
import { send, type Sending } from "./elements/tus.ts";

const SENDING: Sending = {
  fetch: (...request) => fetch(...request),
  memory: localStorage,
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  pieceBytes: 4 * 1024 * 1024,
};

class FileUpload extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]")!;
    input.disabled = false;
    input.addEventListener("change", () => {
      this.take(input.files);
      input.value = "";
    });
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.toggleAttribute("over", true);
    });
    this.addEventListener("dragleave", () => this.toggleAttribute("over", false));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.toggleAttribute("over", false);
      this.take(event.dataTransfer?.files ?? null);
    });
  }

  private take(files: FileList | null): void {
    for (const file of files ?? []) this.sendOne(file);
  }

  private async sendOne(file: File): Promise<void> {
    const row = this.querySelector("template")!.content.firstElementChild!.cloneNode(true) as HTMLElement;
    row.querySelector("[data-name]")!.textContent = file.name;
    const meter = row.querySelector("progress")!;
    meter.setAttribute("aria-label", file.name);
    this.querySelector("[data-rows]")!.append(row);
    const say = (state: string) => {
      for (const told of row.querySelectorAll<HTMLElement>("[data-told]")) {
        told.hidden = told.dataset.told !== state;
      }
    };
    try {
      const address = await send(
        file,
        this.getAttribute("action")!,
        (got) => meter.value = got / file.size,
        SENDING,
      );
      say("done");
      this.dispatchEvent(
        new CustomEvent("uploaded", { bubbles: true, detail: { address, name: file.name } }),
      );
    } catch (error) {
      say("failed");
      row.setAttribute("failed", String(error));
    }
  }
}

customElements.define("file-upload", FileUpload);
