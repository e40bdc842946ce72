//===- decay_proof.sv - a decay leaves what its definition says ---------------===//
//
// Of any fired number and any decay: what `adder` writes of it has its sign, or is 0, and its magnitude is the greatest
// whose 2^DECAY_BITS times is at most |v| * m.
//
//===----------------------------------------------------------------------===//

module decay_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  // Magnitudes up to 2^(State - 1) times factors up to 2^DECAY_BITS fit into these bits, so that what holds modulo that
  // holds. The product is as wide as that of `adder`, a solver knows it again.
  localparam int Wide = State + chip_pkg::DECAY_BITS;

  (* anyconst *) logic [State-1:0] value;
  (* anyconst *) logic [chip_pkg::DECAY_BITS:0] factor;
  logic [1:0] cycle = 0;
  logic write, remains;
  logic [State-1:0] left;
  logic [Wide-1:0] product, times, rest;

  always_comb assume (32'(factor) <= 1 << chip_pkg::DECAY_BITS);

  /* verilator lint_off PINCONNECTEMPTY */
  adder adder (
      .clk, .rst(cycle == 0), .tap_valid(1'b0), .tap_packed(1'b0), .tap_weight(0), .tap_state(0), .tap_count(0),
      .tap_negative(1'b0), .tap_shift(0), .config_valid(1'b0), .config_address(0), .config_parts(0), .config_data(0),
      .firing(1'b1), .fired_valid(cycle == 1), .fired_address(0), .fired_word(value), .fired_decays(factor),
      .weight_read(), .weight_address(), .weight_data(0), .state_read(), .state_read_address(), .state_read_data(0),
      .state_write(write), .state_write_address(), .state_write_parts(), .state_write_data(left), .counts(), .remains,
      .busy(), .active());
  /* verilator lint_on PINCONNECTEMPTY */

  assign product = Wide'($signed(value)) * Wide'($signed({1'b0, factor}));
  assign times = {left, {chip_pkg::DECAY_BITS{1'b0}}};
  // What is lost, counted away from zero.
  assign rest = value[State-1] ? times - product : product - times;

  always_ff @(posedge clk) begin
    if (cycle != 3) cycle <= cycle + 1;
    if (cycle == 2) begin
      assert (write);
      assert (rest < 1 << chip_pkg::DECAY_BITS);
      assert (remains == (left != 0));
    end
  end

endmodule
