// A loss in a training loop of one's own: a linear map of the digits, trained to tell them apart.
using DeepMetric.Datasets;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

LabeledSet digits = Digits.Load().Train;
Tensor items = tensor(digits.Values, [digits.Count, 64]);
Tensor labels = tensor(digits.Labels.Select(label => (long)label).ToArray());
random.manual_seed(1);
using var net = nn.Linear(64, 16);

#region first-loss
var loss = new TripletMarginLoss(new() { Margin = 0.2 });          // all 153 million triplets, never listed
using var optimizer = optim.Adam(net.parameters(), lr: 0.01);
for (int step = 1; step <= 20; step++)
{
    optimizer.zero_grad();
    using LossResult result = loss.Compute(net.call(items), labels);  // embeddings [n, d], labels [n]
    result.Value.backward();
    optimizer.step();
    Console.WriteLine($"{step,2}  loss {result.Value.ToSingle():F4}  active {result.Telemetry.ActiveRatio:P1}");
}
#endregion
