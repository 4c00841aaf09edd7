using System.Globalization;
using CallCenter.Data.Messages;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Tests.Messages;

public sealed class NothingLostTests(ITestOutputHelper output)
{
    private const int Messages = 60;
    private static readonly bool Long = Environment.GetEnvironmentVariable("CALLCENTER_LONG") == "1";
    private static readonly Trouble[] Troubles = Enum.GetValues<Trouble>();

    [Fact]
    public async Task No_message_is_lost_or_sent_twice_whatever_gateway_database_and_restarts_do()
    {
        for (var run = 0; run < (Long ? 30 : 1); run++)
        {
            var given = Environment.GetEnvironmentVariable("CALLCENTER_TEST_SEED");
            await RunAsync(given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture));
        }
    }

    private async Task RunAsync(int seed)
    {
        var chance = new Chance(seed);
        await using var gateway = await FakeGateway.StartAsync();
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url, timeout: 500) with { Random = new Random(seed) });
        // Both helpers below run outside the outbox: their own database calls are spared.
        var spared = new AsyncLocal<bool>();
        var (left, enough) = (0, new TaskCompletionSource());
        gateway.Next = () =>
        {
            if (Interlocked.Decrement(ref left) == 0) enough.TrySetResult();
            return chance.Percent(60) ? chance.Of(Troubles) : Trouble.None;
        };
        gateway.Sending = async (id, reference) =>
        {
            spared.Value = true;
            if (chance.Percent(50)) await bench.ReceiptAsync(reference, MessageState.Delivered, $"{id}-a");
            if (chance.Percent(20)) await bench.ReceiptAsync(reference, MessageState.Delivered, $"{id}-b");
        };
        spared.Value = true;
        var ids = new List<Guid>();
        for (var n = 0; n < Messages; n++) ids.Add(await bench.QueueAsync($"+86138000000{chance.Below(20):00}", $"{n}"));
        spared.Value = false;
        bench.DatabaseFails = () => !spared.Value && chance.Percent(3);

        var deaths = 0;
        for (; deaths < 12; deaths++)
        {
            // Each life ends within a request: after so many, and somewhere between its arrival and what follows the answer.
            (left, enough) = (1 + chance.Below(12), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            bench.Start();
            await Task.WhenAny(enough.Task, Task.Delay(TimeSpan.FromSeconds(3)));
            await Task.Delay(chance.Below(10));
            await bench.DieAsync();
        }
        gateway.Next = () => Trouble.None;
        bench.DatabaseFails = () => false;
        bench.Start();
        await Eventually.TrueAsync(async () =>
        {
            await using var db = bench.CreateDbContext();
            return !await db.Messages.AnyAsync(m => m.State == MessageState.Queued);
        }, TimeSpan.FromSeconds(60), $"seed {seed}: every message has an outcome");
        await Eventually.TrueAsync(async () =>
        {
            await using var db = bench.CreateDbContext();
            return await db.MessageReceipts.AllAsync(r => r.AppliedAt != null);
        }, TimeSpan.FromSeconds(30), $"seed {seed}: every receipt found its message");

        await using var end = bench.CreateDbContext();
        var rows = await end.Messages.AsNoTracking().ToListAsync();
        output.WriteLine($"seed {seed}: {rows.Count} messages, {deaths} deaths, {gateway.Asked.Count} requests, {gateway.Sent.Count} sent, {gateway.Refused.Count} refused; "
            + string.Join(", ", rows.GroupBy(m => m.State).Select(g => $"{g.Key} {g.Count()}")) + "; met " + string.Join(", ", gateway.Met.OrderBy(m => m.Key).Select(m => $"{m.Key} {m.Value}")));
        Assert.Equal(ids.Order(), rows.Select(m => m.Id).Order());
        Assert.All(rows, message =>
        {
            var id = message.Id.ToString();
            Assert.True(gateway.Refused.ContainsKey(id) ? message.State == MessageState.Failed : message.State is MessageState.Sent or MessageState.Delivered, $"seed {seed}: {id} is {message.State}");
            // Sent is what the gateway counts, by id: a second id for one message would be a second message on somebody's phone.
            Assert.Equal(message.State != MessageState.Failed, gateway.Sent.ContainsKey(id));
        });
        Assert.Equal(rows.Count, gateway.Sent.Count + gateway.Refused.Count);
        var delivered = await end.MessageReceipts.Select(r => r.Reference).Distinct().CountAsync();
        Assert.Equal(delivered, rows.Count(m => m.State == MessageState.Delivered));
    }

    /// <summary>One seed, asked from several threads.</summary>
    private sealed class Chance(int seed)
    {
        private readonly Random _random = new(seed);

        public int Below(int limit)
        {
            lock (_random) return _random.Next(limit);
        }

        public bool Percent(int percent) => Below(100) < percent;

        public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];
    }
}
