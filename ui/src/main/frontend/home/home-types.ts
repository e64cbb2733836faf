/** Answers of the API the home page reads. */
export interface Receiver {
  endpoints: { grpcPort: number; httpPort: number };
  totals: Array<{ signal: string; requests: number; records: number; bytes: number; refusedRequests: number }>;
  senders: Array<{
    service: string; signal: string; protocol: string; sdk: string;
    requests: number; records: number; bytes: number; lastSeen: string;
  }>;
  refusals: Array<{
    time: string; remote: string; protocol: string; signal: string;
    count: number; status: number; reason: string; remedy: string;
  }>;
}

export interface ServiceRow {
  name: string;
  ratePerSecond: number | null;
  errorRatio: number | null;
  p95Millis: number | null;
  before?: { ratePerSecond: number | null; errorRatio: number | null; p95Millis: number | null };
  spark?: { startMillis: number; stepMillis: number; rate: Array<number | null>; errors: Array<number | null>; p95: Array<number | null> };
  logs: number;
  spans: number;
  versions?: string[];
}

export interface Status {
  version: string;
  uptimeMillis: number;
  health: 'healthy' | 'degraded' | 'unhealthy';
  reasons: string[];
  buffer: Array<{ signal: string; bytes: number; lagEntries: number; lagMillis: number; quarantined: number }>;
  stores: Array<{ signal: string; rows: number; bytes: number; days: number; oldest?: string; memoryBytes: number }>;
  disk: { path: string; totalBytes: number; freeBytes: number; dataBytes: number };
  memory: { heapUsedBytes: number; heapMaxBytes: number };
  retentionDays: number;
}

export interface FiringAlert {
  rule: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  activeAt: string;
}
