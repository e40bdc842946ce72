//===- leak_proof.sv - what is left of a word is written where it lies -------===//
//
// One word of one lane, of any potential, current and decays: what is left of the potential and then of the current is
// written, each at its place and once, and at the end of a sample zeros are.
//
//===----------------------------------------------------------------------===//

module leak_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  localparam int Factor = chip_pkg::DECAY_BITS + 1;
  localparam int One = 1 << chip_pkg::DECAY_BITS;

  (* anyconst *) logic [State-1:0] potential, current, decay, current_decay;
  (* anyconst *) logic has_current, last;

  always_comb begin
    assume (32'(decay) <= One);
    assume (32'(current_decay) <= One);
  end

  logic [3:0] cycle = 0;
  always_ff @(posedge clk) if (cycle != 4'hf) cycle <= cycle + 1;

  logic ready, busy, write, still_active;
  logic [chip_pkg::ADDRESS_BITS-1:0] write_address;
  logic [State-1:0] write_data, left;

  leak #(.HAS_CURRENT(1)) leak (
      .clk, .rst(cycle == 0), .start(cycle == 1), .ready, .busy, .last, .has_current, .current_address(4), .plane(3),
      .potential, .current, .decay, .current_decay, .write, .write_address, .write_data, .left, .still_active);

  // What a decay leaves is proved by `decayed_proof`.
  logic [State-1:0] left_of_potential, left_of_current;
  decayed of_potential (.value(potential), .factor(Factor'(decay)), .left(left_of_potential));
  decayed of_current (.value(current), .factor(Factor'(current_decay)), .left(left_of_current));

  logic [State-1:0] potential_left = 0;
  always_ff @(posedge clk) begin
    if (cycle == 2) potential_left <= left;
    if (cycle == 1) assert (ready && !busy);
    if (cycle == 2) begin
      assert (write && left == left_of_potential);
      assert (write_address == (has_current ? 7 : 4));
      assert (write_data == (last ? 0 : left));
      if (!has_current) assert (still_active == (!last && left != 0));
    end
    if (cycle == 3) begin
      assert (write == has_current);
      if (write) begin
        assert (left == left_of_current);
        assert (write_address == 4);
        assert (write_data == (last ? 0 : left));
        assert (still_active == (!last && (left != 0 || potential_left != 0)));
      end
    end
    if (cycle > 3) assert (!write && !busy);
  end

endmodule
