using CallCenter.Bench;
using CallCenter.Bench.Boards;
using CallCenter.Bench.Load;
using CallCenter.Bench.Operations;
using CallCenter.Bench.Recovery;
using CallCenter.Bench.Residents;
using CallCenter.Bench.Routing;
using CallCenter.Bench.Trust;

var known = new Dictionary<string, Func<Task<IReadOnlyList<Measurement>>>>
{
    ["recovery"] = RecoveryBench.MeasureAsync,
    ["faults"] = FaultsBench.MeasureAsync,
    ["hardships"] = HardshipsBench.MeasureAsync,
    ["routing-core"] = RoutingCoreBench.MeasureAsync,
    ["offer-latency"] = OfferLatencyBench.MeasureAsync,
    ["load"] = LoadBench.MeasureAsync,
    ["preempt"] = PreemptBench.MeasureAsync,
    ["resident-lookup"] = ResidentBench.LookUpAsync,
    ["search"] = ResidentBench.SearchAsync,
    ["groups"] = ResidentBench.GroupsAsync,
    ["backup-restore"] = OperationsBench.BackUpAsync,
    ["upgrade"] = OperationsBench.UpgradeAsync,
    ["import"] = ImportBench.MeasureAsync,
    ["role-matrix"] = RoleMatrixBench.MeasureAsync,
    ["board-latency"] = BoardLatencyBench.MeasureAsync,
    ["sip-hardening"] = SipHardeningBench.MeasureAsync,
};
// The peak of memory of an import is that of this process: it goes before what fills it with residents.
var wanted = (args.Length > 0 ? args : [.. known.Keys]).OrderBy(name => name != "import").ToList();
if (wanted.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
{
    await System.Console.Error.WriteLineAsync($"No measurement is named {unknown}. There are: {string.Join(", ", known.Keys)}");
    return 2;
}
var ok = true;
try
{
    foreach (var name in wanted)
    {
        foreach (var measurement in await known[name]())
        {
            System.Console.WriteLine(measurement);
            ok &= measurement.Ok;
        }
    }
}
finally
{
    await ResidentBench.EndAsync();
}
return ok ? 0 : 1;
