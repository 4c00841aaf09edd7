using System.IO.Pipelines;

namespace CallCenter.Testing;

/// <summary>The bytes under one connection, which can be made to stop arriving.</summary>
internal sealed class FakeAriWire(IDuplexPipe inner) : IDuplexPipe
{
    private readonly Reader _reader = new(inner.Input);

    public PipeReader Input => _reader;

    public PipeWriter Output => inner.Output;

    public void Stall() => _reader.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _reader.Gate?.TrySetResult();

    private sealed class Reader(PipeReader inner) : PipeReader
    {
        public TaskCompletionSource? Gate { get; set; }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            if (Gate is { } gate && !result.IsCanceled)
            {
                await gate.Task.WaitAsync(cancellationToken);
            }

            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            result = default;
            return Gate is null && inner.TryRead(out result);
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
