/** How to send telemetry here, per language; the endpoint is the one the visitor's services reach. */
export interface Snippet {
  name: string;
  /** One line above the code. */
  intro: string;
  code: string;
}

export interface Endpoint {
  host: string;
  grpcPort: number;
  httpPort: number;
}

/** An IPv6 host needs brackets in a URL. */
function authority(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function grpcUrl(e: Endpoint): string {
  return `http://${authority(e.host, e.grpcPort)}`;
}

export function httpUrl(e: Endpoint): string {
  return `http://${authority(e.host, e.httpPort)}`;
}

export function snippets(e: Endpoint): Snippet[] {
  return [
    {
      name: 'Environment',
      intro: 'Every OpenTelemetry SDK reads these. Set them and restart the service; nothing else is needed.',
      code: `export OTEL_EXPORTER_OTLP_ENDPOINT=${httpUrl(e)}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_SERVICE_NAME=my-service`,
    },
    {
      name: 'Java',
      intro: 'The Java agent instruments an unchanged application; its logs come along.',
      code: `curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar
OTEL_SERVICE_NAME=my-service \\
OTEL_EXPORTER_OTLP_ENDPOINT=${httpUrl(e)} \\
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
    },
    {
      name: 'Node.js',
      intro: 'Automatic instrumentation, loaded before the application.',
      code: `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
OTEL_SERVICE_NAME=my-service \\
OTEL_EXPORTER_OTLP_ENDPOINT=${httpUrl(e)} \\
OTEL_LOGS_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp \\
node --require @opentelemetry/auto-instrumentations-node/register app.js`,
    },
    {
      name: 'Python',
      intro: 'Automatic instrumentation by the starter command.',
      code: `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
OTEL_SERVICE_NAME=my-service \\
OTEL_EXPORTER_OTLP_ENDPOINT=${httpUrl(e)} \\
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true \\
opentelemetry-instrument python app.py`,
    },
    {
      name: 'Go',
      intro: 'The exporter reads the environment; instrument handlers with otelhttp or otelgrpc.',
      code: `// go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp
exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL("${httpUrl(e)}/v1/traces"))
if err != nil {
    log.Fatal(err)
}
provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)`,
    },
    {
      name: '.NET',
      intro: 'Logs, metrics and traces of an ASP.NET Core application.',
      code: `// dotnet add package OpenTelemetry.Extensions.Hosting
// dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol
// dotnet add package OpenTelemetry.Instrumentation.AspNetCore
builder.Services.AddOpenTelemetry()
    .ConfigureResource(r => r.AddService("my-service"))
    .WithTracing(t => t.AddAspNetCoreInstrumentation())
    .WithMetrics(m => m.AddAspNetCoreInstrumentation())
    .WithLogging()
    .UseOtlpExporter(OtlpExportProtocol.Grpc, new Uri("${grpcUrl(e)}"));`,
    },
    {
      name: 'Collector',
      intro: 'An OpenTelemetry Collector that already receives your telemetry passes it on.',
      code: `exporters:
  otlp/clew:
    endpoint: ${authority(e.host, e.grpcPort)}
    tls:
      insecure: true
service:
  pipelines:
    traces:  { receivers: [otlp], exporters: [otlp/clew] }
    metrics: { receivers: [otlp], exporters: [otlp/clew] }
    logs:    { receivers: [otlp], exporters: [otlp/clew] }`,
    },
    {
      name: 'Prometheus remote write',
      intro: 'A Prometheus that already scrapes your services passes the samples on (prometheus.yml).',
      code: `remote_write:
  - url: ${httpUrl(e)}/api/v1/write
    send_exemplars: true
    send_native_histograms: true`,
    },
    {
      name: 'Telegraf / Influx',
      intro: 'Telegraf, and what else writes the line protocol of InfluxDB (telegraf.conf).',
      code: `[[outputs.influxdb]]
  urls = ["${httpUrl(e)}"]`,
    },
    {
      name: 'curl',
      intro: 'One log line by hand; it appears on the right, and under Logs.',
      code: `curl ${httpUrl(e)}/v1/logs -H 'Content-Type: application/json' -d '{"resourceLogs":[{
  "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"my-service"}}]},
  "scopeLogs":[{"logRecords":[{"timeUnixNano":"'$(date +%s)000000000'","severityText":"INFO","severityNumber":9,
    "body":{"stringValue":"hello from curl"},
    "attributes":[{"key":"order.id","value":{"stringValue":"first-order"}}]}]}]}]}'`,
    },
  ];
}
