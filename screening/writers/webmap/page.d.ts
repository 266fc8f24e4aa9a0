/* Types that several modules of static/ share. */

type Position = [latitude: number, longitude: number];
type Child = Node | string | null | undefined | Child[];
type Attributes = Record<
  string,
  string | number | boolean | null | undefined | ((event: Event) => void)
>;
type SvgShape = [
  name: string,
  attributes: Record<string, string | number | null | undefined>,
  text?: string,
];
type SiteHandler = (site: Site) => void;
type SiteOrNoneHandler = (site: Site | null) => void;

/** Elements of the page that are more than an HTMLElement, by their id. */
interface PageElements {
  csv: HTMLButtonElement;
  filter: HTMLInputElement;
  "filter-verified": HTMLInputElement;
  "filter-operator": HTMLSelectElement;
  "filter-status": HTMLSelectElement;
  "filter-least-mw": HTMLInputElement;
  "filter-most-mw": HTMLInputElement;
  "filter-least-score": HTMLInputElement;
  profile: HTMLSelectElement;
  search: HTMLInputElement;
  compare: HTMLDialogElement;
  "open-compare": HTMLButtonElement;
}

/** The element that a selector finds: by its tag where it begins with one. */
type Selected<Selector extends string> = Selector extends keyof HTMLElementTagNameMap
  ? HTMLElementTagNameMap[Selector]
  : Selector extends `${infer Tag extends keyof HTMLElementTagNameMap}[${string}]`
    ? HTMLElementTagNameMap[Tag]
    : HTMLElement;

interface Filter {
  text: string;
  operator: string;
  status: string;
  leastMw: number | null;
  mostMw: number | null;
  leastScore: number | null;
  verified: boolean;
}

/** What a permalink asks for. */
interface LinkedState {
  judgement: number;
  weights: number[] | null;
  filter: Filter;
  sort: string;
  site: Site | null;
  compared: Site[];
  view: number[] | null;
  dark: boolean | null;
}

/** Columns of a profile's results, decoded; numbers not known are null or NaN. */
interface RankingColumns {
  rank: ArrayLike<number | null>;
  score: ArrayLike<number | null>;
  coverage_fraction: ArrayLike<number | null>;
  excluded_by: (string | null)[];
  unverified: (string | null)[];
  cautions: (string | null)[];
}

/** A feature's row in its layer, its style close up, and its colours on a light ground. */
interface FeatureOptions extends L.PathOptions {
  row: number;
  full?: { weight?: number; radius?: number };
  own?: { color?: string; fillColor?: string };
}

interface MarkerOptions extends L.CircleMarkerOptions {
  corners?: ClassSymbol["marker"];
  full?: { radius?: number };
  row?: number;
  shift?: L.Point;
}

type FeaturePath = L.Path & { options: FeatureOptions };
type OverlayGroup = L.FeatureGroup & { all: FeaturePath[] };

/** A class of a layer's features, or the connections of all sites: one switch of the tree. */
interface OverlayPlan {
  key: string;
  kind: string;
  label: string;
  swatch: () => SVGElement;
  on: boolean;
  count: number;
}

interface Overlay extends OverlayPlan {
  get: () => OverlayGroup;
  built: () => OverlayGroup | null;
  drawnAt?: number;
}

type GroundPart = "land" | "within" | "counties" | "states" | "region";
type GroundParts = Record<GroundPart, L.FeatureGroup>;
type NameGroups = Record<LabelLevel, L.LayerGroup>;

interface Rasters {
  offered: RasterData[];
  legend: HTMLElement;
  show: (chosen: RasterData | null) => void;
}

interface SiteStyle {
  stroke: string;
  width: number;
  dash: number[];
  fill: string | null;
  glyph?: string;
}

/** The canvas of the sites, with Leaflet's own parts that it uses. */
interface SiteRenderer extends Omit<L.Renderer, "_map"> {
  shifts: { x: Float32Array; y: Float32Array };
  shares: { x: Float64Array; y: Float64Array };
  radii: Float32Array;
  px: { x: Float64Array; y: Float64Array; zoom: number | null };
  hidden: Uint8Array;
  drawn: Site[];
  inView: number;
  _map: L.Map & { _animatingZoom?: boolean };
  _container: HTMLCanvasElement;
  _context: CanvasRenderingContext2D;
  _bounds: L.Bounds & { min: L.Point };
  _project(): { x: Float64Array; y: Float64Array };
  _mark(site: Site, x: number, y: number): void;
  show(sites: Iterable<Site>): void;
  radius(site: Site): number;
  shift(site: Site): L.Point;
  draw(): void;
  under(point: L.Point): Site[];
  together(site: Site): Site[];
}

/** A circle marker with Leaflet's own parts that the page's marks use. */
interface MarkInternals extends L.CircleMarker {
  options: MarkerOptions;
  _point: L.Point;
  _radius: number;
  _renderer: {
    _drawing: boolean;
    _ctx: CanvasRenderingContext2D;
    _fillStroke(context: CanvasRenderingContext2D, layer: L.Layer): void;
  };
  _empty(): boolean;
  _updateBounds(): void;
}

interface TableHandlers {
  select: (site: Site, byKeyboard: boolean) => void;
  hover: SiteOrNoneHandler;
  pick: (site: Site, on: boolean) => boolean;
  isPicked: (site: Site) => boolean;
  sorted: () => void;
}

type TableLine = { heading: State; count: number } | { heading?: undefined; site: Site };

interface TableColumn {
  key: string;
  words: string;
  long?: string;
  bare?: boolean;
  falling?: boolean;
  optional?: boolean;
}

interface TableState {
  key: string;
  direction: number;
  chosen: Site[];
  lines: TableLine[];
  tops: ArrayLike<number>;
  drawn: Map<number, HTMLElement>;
  selected: Site | null;
  hovered: Site | null;
  current: Site;
  on: TableHandlers;
  above: HTMLElement;
  below: HTMLElement;
  box: HTMLElement;
  body: HTMLElement;
}

/** A named place that the search finds. */
interface Place {
  name: string;
  what: string;
  at: () => Position;
  site: Site | null;
}

interface WorkPackage {
  package: string;
  gap: number | null;
  unit: string;
  musd_low: number | null;
  musd_high: number | null;
  months_low: number | null;
  months_high: number | null;
  usd: string | null;
  note: string | null;
  source: string | null;
}

/** What `start` makes, of which the parts speak to each other through app.js. */
interface PageParts {
  layer: SiteRenderer;
  ring: SiteOrNoneHandler;
  hoverRing: SiteOrNoneHandler;
  links: SiteOrNoneHandler;
  compared: ReturnType<typeof import("./static/compare.js").makeComparison>;
  table: ReturnType<typeof import("./static/table.js").makeTable>;
  overlays: Overlay[];
  legend: HTMLDetailsElement;
  weights: { build: () => void; show: () => void };
  showProfile: () => void;
  theme: { chosen: () => boolean | null; choose: (dark: boolean | null) => void };
}
