const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/** A file that came along with a call, as multipart/form-data. */
export class UploadedFile {
  constructor(
    readonly name: string,
    readonly content: Buffer,
  ) {}

  get size(): number {
    return this.content.length;
  }

  get isPicture(): boolean {
    return [PNG, JPEG].some((magic) => magic.every((byte, place) => this.content[place] === byte));
  }

  /** In transcripts: its bytes are no help there. */
  toJSON(): string {
    return `<${this.name}, ${this.size} bytes>`;
  }
}
