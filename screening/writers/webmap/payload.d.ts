/* What payload.py writes and every module of static/ may read. */

/** A site's number: its place in the run's rank order, from 0. */
type Site = number;
type Cell = number | string | null;
/** Cells as they are, or distinct cells and the place of each. */
type PackedColumn = Cell[] | { of: Cell[]; at: number[] };
/** x, y, dx, dy, dx, dy, … in whole steps. */
type PackedLine = number[];
type State = "ranked" | "unscored" | "excluded";

interface FieldInfo {
  alias: string;
  unit: string;
  digits: number | null;
  group: string;
  about: string;
  source: string;
  precision: string;
  lower: string;
  upper: string;
  why: string;
}

interface CriterionInfo {
  factor: string;
  weight: number;
  worst: number;
  best: number;
  why: string | null;
}

interface ConstraintInfo {
  name: string;
  factor: string;
  minimum: number | null;
  maximum: number | null;
  comfortable_minimum: number | null;
  comfortable_maximum: number | null;
  reason: string | null;
  pass_count: number;
  caution_count: number;
  fail_count: number;
  unknown_count: number;
}

/** How scores treat what is missing. */
interface ScoreRule {
  method: "wsm" | "wpm";
  missing: "unknown" | "renormalise";
  min_coverage_fraction: number;
}

/** A profile's results. */
interface ProfileResult extends ScoreRule {
  profile: string;
  about: string;
  method_name: string;
  reranked: boolean;
  criteria: CriterionInfo[];
  constraints: ConstraintInfo[];
  values: string;
  rank: PackedColumn;
  score: PackedColumn;
  coverage_fraction: PackedColumn;
  excluded_by: PackedColumn;
  unverified: PackedColumn;
  cautions: PackedColumn;
}

interface SectionPlan {
  kind: string;
  title: string;
  columns: string[];
  ranges: Record<string, [string, string]>;
  losses: Record<string, string[]>;
}

/** How the features of a class are drawn, and their line in the legend. */
interface ClassSymbol {
  title: string;
  colour: string;
  /** Diameter of a mark, width of a line or of an outline [px]. */
  size: number;
  marker: "circle" | "square" | "diamond";
  dash: string | null;
  opacity: number;
  edge: string;
}

interface LayerColumn {
  title: string;
  unit: string;
  /** What is shown in the place of a code. */
  codes: Record<string, string>;
  /** Cells list names, divided by semicolons. */
  list: boolean;
}

interface LayerStyle {
  title: string;
  group: string;
  geometry: "point" | "line" | "polygon";
  visible: boolean;
  overview: boolean;
  columns: Record<string, LayerColumn>;
  classes: ClassSymbol[];
}

interface LayerData extends LayerStyle {
  cells: Record<string, PackedColumn>;
  /** The place of each feature's class in the style's classes. */
  class: number[];
  shape?: PackedLine[][];
  x?: number[];
  y?: number[];
}

interface GroundColours {
  outside: string;
  land: string;
  within: string;
  state: string;
  county: string;
  region: string;
  site: { edge: string; unscored: string; excluded: string };
}

interface TileSource {
  label: string;
  url: string;
  attribution: string;
  max_zoom: number;
  needs_referer: boolean;
}

interface RasterData {
  label: string;
  unit: string;
  group: string;
  colours: string[];
  opacity: number;
  low: number;
  high: number;
  columns: number;
  rows: number;
  /** West, south, east, north. */
  bounds: [number, number, number, number];
  steps: string;
}

interface LabelData {
  text: string[];
  x: number[];
  y: number[];
}

type LabelLevel = "state" | "county" | "city";

interface Payload {
  run: { name: string; region: string; draws: string; notes: string[] };
  words: Record<string, string>;
  card: { head: string[]; for_tables: string[]; sections: SectionPlan[] };
  symbols: {
    score: string[];
    connections: Record<string, ClassSymbol>;
    paths: Record<string, ClassSymbol>;
    on_dark: Record<string, string>;
    ground: { light: GroundColours; dark: GroundColours };
    tiles: TileSource[];
  };
  steps_per_degree: number;
  fields: Record<string, FieldInfo>;
  sites: { id: string[]; x: number[]; y: number[]; columns: Record<string, PackedColumn> };
  judgements: ProfileResult[];
  not_judged: Record<string, string>;
  build_list: Record<string, PackedColumn>;
  connections: {
    site: Site[];
    kind: PackedColumn;
    name: PackedColumn;
    distance_km: (number | null)[];
    shape: PackedLine[][];
  };
  paths: {
    site: Site[];
    kind: PackedColumn;
    name: PackedColumn;
    route_km: number[];
    shape: PackedLine[][];
  };
  layer_groups: string[];
  /** Layers by kind, those on top first. */
  layers: Record<string, LayerData>;
  rasters: RasterData[];
  base: {
    bounds: [number, number, number, number];
    region: PackedLine[][];
    states: PackedLine[][];
    counties: PackedLine[];
    labels: Record<LabelLevel, LabelData>;
  };
  provenance: {
    name: string;
    kind: string;
    source: string | null;
    licence: string | null;
    rows: number | null;
    precision_km: number | null;
    retrieved: string | null;
  }[];
}

/** The map that folium's script makes; its name is page.py's. */
declare var map_screening: L.Map;
