using CallCenter.Data.Messages;
using CallCenter.Testing;

namespace CallCenter.Server.Tests.Messages;

public sealed class OutboxTests
{
    private const string Wang = "+8613800000001";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData((int)Trouble.Error)]
    [InlineData((int)Trouble.Busy)]
    [InlineData((int)Trouble.SlowBefore)]
    [InlineData((int)Trouble.SlowAfter)]
    [InlineData((int)Trouble.ClosesBefore)]
    [InlineData((int)Trouble.ClosesAfter)]
    [InlineData((int)Trouble.Garbled)]
    public async Task A_gateway_in_trouble_gets_the_message_again_and_sends_it_once(int trouble)
    {
        await using var gateway = await FakeGateway.StartAsync();
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url, timeout: (Trouble)trouble is Trouble.SlowBefore or Trouble.SlowAfter ? 700 : 10_000));
        var asked = 0;
        gateway.Next = () => Interlocked.Increment(ref asked) <= 2 ? (Trouble)trouble : Trouble.None;
        var id = await bench.QueueAsync(Wang);
        bench.Start();
        await BecomesAsync(bench, id, MessageState.Sent);
        var message = await bench.MessageAsync(id);
        Assert.Equal(($"ref-{id}", true), (message.Reference, message.Attempts >= 3));
        Assert.Equal(id.ToString(), Assert.Single(gateway.Sent).Key);
        Assert.Equal(0, gateway.BadSignatures);
    }

    [Fact]
    public async Task A_message_the_gateway_refuses_fails_at_once_with_its_code()
    {
        await using var gateway = await FakeGateway.StartAsync();
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url));
        gateway.Next = () => Trouble.Refuses;
        var id = await bench.QueueAsync(Wang);
        bench.Start();
        await BecomesAsync(bench, id, MessageState.Failed);
        var message = await bench.MessageAsync(id);
        Assert.Equal(("blocked-number", 1), (message.Reason, message.Attempts));
    }

    [Fact]
    public async Task A_receipt_that_comes_before_the_answer_is_kept_and_counts()
    {
        await using var gateway = await FakeGateway.StartAsync();
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url));
        gateway.Sending = (_, reference) => bench.ReceiptAsync(reference, MessageState.Delivered, "e1");
        var id = await bench.QueueAsync(Wang);
        bench.Start();
        await BecomesAsync(bench, id, MessageState.Delivered);
        // One that contradicts it later changes nothing: delivered is delivered.
        await bench.ReceiptAsync($"ref-{id}", MessageState.Failed, "e2");
        await Eventually.TrueAsync(() => { using var db = bench.CreateDbContext(); return db.MessageReceipts.All(r => r.AppliedAt != null); }, Soon, "both receipts are applied");
        Assert.Equal(MessageState.Delivered, (await bench.MessageAsync(id)).State);
    }

    [Fact]
    public async Task A_number_gets_so_many_a_minute_and_no_more()
    {
        var time = new TestTime();
        await using var gateway = await FakeGateway.StartAsync(time);
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url) with { PerMinute = 2 }, time);
        var ids = new List<Guid>();
        for (var n = 0; n < 3; n++) ids.Add(await bench.QueueAsync(Wang, $"{n}"));
        var other = await bench.QueueAsync("+8613800000002");
        bench.Start();
        await BecomesAsync(bench, other, MessageState.Sent);
        await Eventually.TrueAsync(async () => (await bench.MessageAsync(ids[2])).Reason == "per-minute" && gateway.Sent.Count == 3, Soon, "the third waits");
        Assert.Equal(0, (await bench.MessageAsync(ids[2])).Attempts);
        time.Advance(TimeSpan.FromSeconds(61));
        bench.Outbox.Wake();
        await BecomesAsync(bench, ids[2], MessageState.Sent);
    }

    [Fact]
    public async Task At_night_only_the_urgent_goes_out()
    {
        // Whatever the hour of the test: quiet from an hour ago to an hour from now.
        var time = new TestTime();
        var now = TimeOnly.FromDateTime(time.GetLocalNow().DateTime);
        await using var gateway = await FakeGateway.StartAsync(time);
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url) with { Quiet = (now.AddHours(-1), now.AddHours(1)) }, time);
        var ordinary = await bench.QueueAsync(Wang, "ordinary");
        var urgent = await bench.QueueAsync(Wang, "urgent", urgent: true);
        bench.Start();
        await BecomesAsync(bench, urgent, MessageState.Sent);
        await Eventually.TrueAsync(async () => (await bench.MessageAsync(ordinary)).Reason == "quiet-hours", Soon, "the ordinary one waits");
        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
        bench.Outbox.Wake();
        await BecomesAsync(bench, ordinary, MessageState.Sent);
    }

    [Fact]
    public async Task A_message_nobody_took_in_time_expires()
    {
        var time = new TestTime();
        await using var gateway = await FakeGateway.StartAsync(time);
        await using var bench = new OutboxBench(OutboxBench.Settings(gateway.Url), time);
        gateway.Next = () => Trouble.Error;
        var id = await bench.QueueAsync(Wang, expires: TimeSpan.FromHours(1));
        bench.Start();
        await Eventually.TrueAsync(async () => (await bench.MessageAsync(id)).Attempts > 0, Soon, "it was tried");
        time.Advance(TimeSpan.FromHours(1));
        await BecomesAsync(bench, id, MessageState.Expired);
        Assert.Empty(gateway.Sent);
    }

    private static Task BecomesAsync(OutboxBench bench, Guid id, MessageState state) =>
        Eventually.TrueAsync(async () => (await bench.MessageAsync(id)).State == state, Soon, $"the message is {state}");
}
