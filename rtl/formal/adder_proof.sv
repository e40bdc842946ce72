//===- adder_proof.sv - taps add up as the specification says ---------------===//
//
// Any taps come to `adder`, in any cycles, with any weights. One lane of one word of potentials is watched, and any lane
// of any word may be the one: it must hold what it held at the reset plus or minus count times weight, shifted, for each
// tap at its address, in order. The other words are whatever they like to be, for a potential depends on none of them.
//
//===----------------------------------------------------------------------===//

module adder_proof (
    input logic                                             clk,
    input logic                                             rst,
    input logic                                             tap_valid,
    input logic                                             tap_packed,
    input logic [                  chip_pkg::ADDRESS_BITS:0] tap_weight,
    input logic [                chip_pkg::ADDRESS_BITS-1:0] tap_state,
    input logic [                  chip_pkg::COUNT_BITS-1:0] tap_count,
    input logic                                             tap_negative,
    input logic [         chip_pkg::WEIGHT_SHIFT_BITS-1:0] tap_shift,
    // What a memory holds: the weights that this cycle's tap means, the other potentials, the watched one at a reset.
    input logic [chip_pkg::LANES*chip_pkg::WEIGHT_BITS-1:0] weights,
    input logic [ chip_pkg::LANES*chip_pkg::STATE_BITS-1:0] states
);

  localparam int Address = chip_pkg::ADDRESS_BITS;
  localparam int Lanes = chip_pkg::LANES;
  localparam int State = chip_pkg::STATE_BITS;
  localparam int Weight = chip_pkg::WEIGHT_BITS;
  localparam int Half = Weight / 2;

  (* anyconst *) logic [Address-1:0] watched;
  (* anyconst *) logic [$clog2(Lanes):0] lane;

  logic started = 0;
  always_ff @(posedge clk) started <= 1'b1;
  always_comb begin
    assume (started || rst);
    assume (32'(lane) < Lanes);
    assume (32'(tap_shift) <= chip_pkg::WEIGHT_SHIFT);
    // Without packing a weight's index is an address.
    assume (tap_packed || !tap_weight[Address]);
    // A state's is the place of a word that there is.
    assume (32'(watched) < chip_pkg::STATE_WORDS && 32'(tap_state) < chip_pkg::STATE_WORDS);
  end

  logic weight_read, state_read, state_write, state_write_parts, counts, remains, busy, active;
  logic [Address-1:0] weight_address, read_address, write_address;
  logic [Lanes*Weight-1:0] weight_data;
  logic [Lanes*State-1:0] read_data, write_data, word;

  // The host writes between samples, and firings are proved by `fire_proof`.
  adder adder (
      .clk, .rst, .tap_valid, .tap_packed, .tap_weight, .tap_state, .tap_count, .tap_negative, .tap_shift,
      .config_valid(1'b0), .config_address(0), .config_parts(0), .config_data(0),
      .firing(1'b0), .fired_valid(1'b0), .fired_address(0), .fired_word(0), .fired_decays(0),
      .weight_read, .weight_address, .weight_data,
      .state_read, .state_read_address(read_address), .state_read_data(read_data),
      .state_write, .state_write_address(write_address), .state_write_parts, .state_write_data(write_data), .counts,
      .remains, .busy, .active);

  // The memories, as `ram` has them: a read in the cycle of a write gives the old word.
  always_ff @(posedge clk) begin
    if (weight_read) weight_data <= weights;
    if (state_read) read_data <= read_address == watched ? word : states;
    if (rst) word <= states;
    else if (state_write && write_address == watched) word <= write_data;
  end

  // The specification: v <- v + n * w * 2^shift or v - n * w * 2^shift, modulo 2^State. The factors are those of `adder`,
  // so that a solver knows the product again.
  logic signed [Weight-1:0] byte_weight;
  logic signed [Half-1:0] half_weight;
  logic signed [State-1:0] weight, times, change, potential, after_tap;
  always_comb begin
    byte_weight = weights[lane*Weight+:Weight];
    half_weight = tap_weight % 2 == 0 ? byte_weight[Half-1:0] : byte_weight[Weight-1:Half];
    weight = tap_packed ? State'(half_weight) : State'(byte_weight);
    times = State'(tap_count) << tap_shift;
    change = weight * (tap_negative ? -times : times);
    after_tap = potential;
    if (tap_valid && tap_state == watched) after_tap = potential + change;
  end

  // A tap is in the memory three cycles after it came: these are the potentials one cycle and two cycles ago.
  logic signed [State-1:0] one_ago, two_ago;
  always_ff @(posedge clk)
    if (rst) begin
      potential <= states[lane*State+:State];
      one_ago <= states[lane*State+:State];
      two_ago <= states[lane*State+:State];
    end else begin
      potential <= after_tap;
      one_ago <= potential;
      two_ago <= one_ago;
    end

  always_comb
    if (!rst) begin
      assert (word[lane*State+:State] == two_ago);
      assert (busy || word[lane*State+:State] == potential);
      assert (active || !state_write);
      assert (counts == state_write && (state_write_parts || !state_write));
      if (tap_valid) begin
        assert (weight_read);
        assert (weight_address == (tap_packed ? Address'(tap_weight / 2) : Address'(tap_weight)));
      end
    end

endmodule
