//===- parameter_words.sv - words of channel parameters of a group -----------===//
//
// Threshold, and what the flags of a population and its kind add: lower bound, bias, subtract, the decay of potentials,
// the decay of currents, in this order. A max pool has none.
//
//===----------------------------------------------------------------------===//

module parameter_words (
    input  logic [1:0] kind,
    input  logic       has_lower_bound,
    input  logic       has_bias,
    input  logic       has_subtract,
    output logic [2:0] words
);

  logic [2:0] neuron_words;

  assign neuron_words = 3'd1 + 3'(has_lower_bound) + 3'(has_bias) + 3'(has_subtract);

  if (chip_pkg::LEAK != 0) begin : g_leak
    always_comb begin
      words = neuron_words;
      if (32'(kind) == chip_pkg::POPULATION_KIND_MAX_POOL) words = 3'd0;
      else if (32'(kind) == chip_pkg::POPULATION_KIND_LEAKY) words = neuron_words + 3'd1;
      else if (32'(kind) == chip_pkg::POPULATION_KIND_CURRENT) words = neuron_words + 3'd2;
    end
  end else begin : g_no_leak
    assign words = 32'(kind) == chip_pkg::POPULATION_KIND_MAX_POOL ? 3'd0 : neuron_words;
  end

endmodule
