/**
 * What we use of pdfmake. Its own types (@types/pdfmake) bring the browser's globals into every file of the program,
 * where they do not exist.
 */
declare module 'pdfmake' {
  type Align = 'left' | 'center' | 'right' | 'justify';

  export type Shape =
    | { type: 'line'; x1: number; y1: number; x2: number; y2: number; lineWidth: number }
    | {
        type: 'rect';
        x: number;
        y: number;
        w: number;
        h: number;
        color: string;
        lineWidth?: number;
        lineColor?: string;
      };

  interface Look {
    readonly style?: string;
    readonly fontSize?: number;
    readonly lineHeight?: number;
    readonly bold?: boolean;
    readonly italics?: boolean;
    readonly noWrap?: boolean;
    readonly alignment?: Align;
    /** Left, top, right, bottom; points. */
    readonly margin?: readonly [number, number, number, number];
    readonly width?: number | string;
    readonly unbreakable?: boolean;
    readonly pageBreak?: 'before';
    readonly pageOrientation?: 'portrait' | 'landscape';
  }

  export type Content = string | Block;
  export type Block = Look &
    (
      | { readonly text: string }
      | { readonly stack: readonly Content[] }
      | { readonly columns: readonly Content[] }
      | { readonly ol: readonly Content[] }
      | { readonly canvas: readonly Shape[] }
      | { readonly layout?: string; readonly table: Table }
    );

  export interface Table {
    readonly headerRows?: number;
    readonly dontBreakRows?: boolean;
    readonly widths: readonly (number | '*' | 'auto')[];
    readonly body: readonly (readonly Content[])[];
  }

  export interface Layout {
    hLineWidth(line: number): number;
    vLineWidth(): number;
    hLineColor(): string;
    vLineColor?(): string;
    paddingLeft(): number;
    paddingRight(): number;
    paddingTop(): number;
    paddingBottom(): number;
    fillColor?(row: number, node: { readonly table: Table }): string | null;
  }

  export interface Definition {
    pageSize: 'A4';
    /** Left, top, right, bottom; points. */
    pageMargins: [number, number, number, number];
    version: string;
    language: string;
    info: { title: string; creator: string; producer: string; creationDate: Date; modDate: Date };
    defaultStyle: Look & { font: string };
    styles: Record<string, Look>;
    header(page: number): Content;
    content: readonly Content[];
  }

  interface Pdfmake {
    setFonts(fonts: Record<string, Record<string, string>>): void;
    setTableLayouts(layouts: Record<string, Layout>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  }

  const pdfmake: Pdfmake;

  // biome-ignore lint/style/noDefaultExport: the package has no other
  export { pdfmake as default };
}
