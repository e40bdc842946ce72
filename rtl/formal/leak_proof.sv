//===- leak_proof.sv - a decay leaves what its definition says ---------------===//
//
// One word of one lane, of any potential, current and decays: what is written is the number nearest to 0 of those that
// floor(|v| * m / 4096) and its negative are, with the sign of v; the magnitude that is left, times 4096, is at most
// |v| * m, and one more would be too much.
//
//===----------------------------------------------------------------------===//

module leak_proof (
    input logic clk
);

  localparam int State = chip_pkg::STATE_BITS;
  localparam int Wide = State + 14;

  (* anyconst *) logic [State-1:0] potential, current, decay, current_decay;
  (* anyconst *) logic has_current, last;

  always_comb begin
    assume (32'(decay) <= 4096);
    assume (32'(current_decay) <= 4096);
  end

  logic [3:0] cycle = 0;
  always_ff @(posedge clk) if (cycle != 4'hf) cycle <= cycle + 1;

  logic ready, busy, write, still_active;
  logic [chip_pkg::ADDRESS_BITS-1:0] write_address;
  logic [State-1:0] write_data, left;

  leak #(.HAS_CURRENT(1)) leak (
      .clk, .rst(cycle == 0), .start(cycle == 1), .ready, .busy, .last, .has_current, .current_address(4), .plane(3),
      .potential, .current, .decay, .current_decay, .write, .write_address, .write_data, .left, .still_active);

  function automatic logic is_left(input logic [State-1:0] value, input logic [State-1:0] factor,
                                   input logic [State-1:0] result);
    logic [State-1:0] magnitude, rest;
    logic [Wide-1:0] product, times;
    magnitude = value[State-1] ? -value : value;
    rest = value[State-1] ? -result : result;
    product = Wide'(magnitude) * Wide'(factor);
    times = Wide'(rest) << 12;
    is_left = times <= product && product < times + 4096;
  endfunction

  logic [State-1:0] potential_left = 0;
  always_ff @(posedge clk) begin
    if (cycle == 2) potential_left <= left;
    if (cycle == 1) assert (ready && !busy);
    if (cycle == 2) begin
      assert (write && is_left(potential, decay, left));
      assert (write_address == (has_current ? 7 : 4));
      assert (write_data == (last ? 0 : left));
      if (!has_current) assert (still_active == (!last && left != 0));
    end
    if (cycle == 3) begin
      assert (write == has_current);
      if (write) begin
        assert (is_left(current, current_decay, left));
        assert (write_address == 4);
        assert (write_data == (last ? 0 : left));
        assert (still_active == (!last && (left != 0 || potential_left != 0)));
      end
    end
    if (cycle > 3) assert (!write && !busy);
  end

endmodule
