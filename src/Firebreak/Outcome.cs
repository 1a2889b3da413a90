namespace Firebreak;

/// <summary>What an operation answers: a value, or a refusal with its reason. An accident is an exception instead.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    /// <summary>Why not; null when the operation was done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The answer; throws when it was refused, so ask <see cref="Refusal"/> first.</summary>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal}");

    /// <summary>Takes either side.</summary>
    public TOut Match<TOut>(Func<T, TOut> done, Func<Refusal, TOut> refused) => Refusal is null ? done(_value!) : refused(Refusal);

    /// <summary>A value is an answer.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal is an answer too.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The answer of an operation that has nothing to say but "done".</summary>
public readonly record struct Done
{
    /// <summary>Done.</summary>
    public static Done It { get; }
}
