<?php
/**
 * Requests to the gateway.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Attribution;
use Aigw\Budget;
use Aigw\Capabilities;
use Aigw\Circuit;
use Aigw\Limits;
use Aigw\Messages;
use Aigw\Patience;
use WordPress\AiClient\Providers\Http\Contracts\HttpTransporterInterface;
use WordPress\AiClient\Providers\Http\DTO\Request;
use WordPress\AiClient\Providers\Http\DTO\RequestOptions;
use WordPress\AiClient\Providers\Http\DTO\Response;
use WordPress\AiClient\Providers\Http\Enums\HttpMethodEnum;
use WordPress\AiClient\Providers\Http\Exception\ClientException;
use WordPress\AiClient\Providers\Http\Exception\ServerException;
use WordPress\AiClient\Providers\Http\Util\ResponseUtil;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * What models and the list of models have in common: how a request is made, sent and refused.
 */
trait Requests {

	/**
	 * Makes a request with our own time-out, with who it is for, and with an id that a retry has again.
	 *
	 * @param HttpMethodEnum                   $method  Method.
	 * @param string                           $path    Path within OpenAI's dialect.
	 * @param array<string, string|string[]>   $headers Headers.
	 * @param string|array<string, mixed>|null $data    Body.
	 * @return Request
	 * @throws ClientException Where no gateway is known, or its budget is known to be spent.
	 */
	protected function createRequest( HttpMethodEnum $method, string $path, array $headers = array(), $data = null ): Request {
		$url = Provider::url( $path );
		if ( 0 === strpos( $url, '/' ) ) {
			throw new ClientException( esc_html__( 'The address of the AI gateway is not known. Set it under Settings > AI Gateway.', 'aigw' ), 400 );
		}
		$spends = $method->hasBody();
		if ( $spends ) {
			$who    = Attribution::now( Abilities::feature() );
			$reason = Budget::spent( $who );
			if ( '' !== $reason ) {
				throw new ClientException( esc_html( $reason ), 402 );
			}
			$headers['Idempotency-Key'] = wp_generate_uuid4();
			$headers['x-aigw-include']  = 'meta';
			$headers                   += $who->headers();
		}
		if ( Patience::on_page() && ( Patience::left() < Patience::LEAST || ! Circuit::may_ask() ) ) {
			throw new ClientException( esc_html( Messages::for( Circuit::refusal(), current_user_can( Capabilities::MANAGE ) ) ), 503 );
		}
		$options = method_exists( $this, 'getRequestOptions' ) ? $this->getRequestOptions() : null;
		$options = null === $options ? new RequestOptions() : RequestOptions::fromArray( $options->toArray() );
		$options->setTimeout( $spends ? self::patience( $options->getTimeout() ) : min( 3.0, Patience::seconds() ) );
		$options->setMaxRedirects( 0 ); // A gateway never redirects; the credential goes nowhere else.
		return new Request( $method, $url, $headers, $data, $options );
	}

	/**
	 * How many seconds a call may take.
	 *
	 * Core fills in its own default, the same for all providers of the site; only what differs from it was wished for by the caller. A page that a visitor waits for never waits longer than the setting says.
	 *
	 * @param float|null $wish What came with the prompt.
	 * @return float
	 */
	private static function patience( ?float $wish ): float {
		if ( Patience::on_page() ) {
			return null === $wish ? Patience::left() : min( Patience::left(), $wish );
		}
		// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- core's own filter, asked for core's own default.
		$default = (float) apply_filters( 'wp_ai_client_default_request_timeout', 30.0 );
		return null === $wish || abs( $wish - $default ) < 0.001 ? Patience::seconds() : $wish;
	}

	/**
	 * Core's transporter, with retries around it.
	 *
	 * @return HttpTransporterInterface
	 */
	public function getHttpTransporter(): HttpTransporterInterface {
		return new Transport( parent::getHttpTransporter() );
	}

	/**
	 * Turns a refusal into an exception with words for whoever reads them, and learns from it.
	 *
	 * @param Response $response An answer.
	 * @return void
	 * @throws ClientException For a limit or a budget that is reached, and what else is wrong with the call.
	 * @throws ServerException For what is wrong behind it.
	 */
	protected function throwIfNotSuccessful( Response $response ): void {
		if ( $response->isSuccessful() ) {
			return;
		}
		$error = $response->getData()['error'] ?? array();
		$code  = is_array( $error ) && isset( $error['code'] ) ? (string) $error['code'] : '';
		$text  = is_array( $error ) && isset( $error['message'] ) ? (string) $error['message'] : '';
		$wait  = (int) $response->getHeaderAsString( 'retry-after' );
		$this->tell( $response, '' === $code ? 'http_' . $response->getStatusCode() : $code, Limits::scope( $text ), $wait );
		$words = Limits::explain( $code, $text, $wait );
		if ( '' === $words && ( $this instanceof Directory || current_user_can( Capabilities::MANAGE ) ) ) {
			ResponseUtil::throwIfNotSuccessful( $response );
		}
		// Why and where the gateway failed is for who manages it.
		$words = '' === $words ? Messages::for( new WP_Error( $code, '' ), false ) : $words;
		if ( $response->getStatusCode() >= 500 ) {
			throw new ServerException( esc_html( $words ), (int) $response->getStatusCode() );
		}
		throw new ClientException( esc_html( $words ), (int) $response->getStatusCode() );
	}

	/**
	 * Tells whoever listens of a call: never of what was said.
	 *
	 * @param Response $response An answer.
	 * @param string   $error    What went wrong, or ''.
	 * @param string   $limit    Whose limit was in the way.
	 * @param int      $wait     Seconds until another try is worth it.
	 * @return void
	 */
	private function tell( Response $response, string $error = '', string $limit = '', int $wait = 0 ) {
		if ( $this instanceof Directory ) {
			return; // Lists cost nothing.
		}
		$data = $response->getData();
		$meta = isset( $data['aigw'] ) && is_array( $data['aigw'] ) ? $data['aigw'] : array();
		$cost = $meta['cost_usd'] ?? $response->getHeaderAsString( 'x-aigw-cost-usd' );
		/** This action is documented in src/Gateway.php */
		do_action(
			'aigw_called',
			Attribution::now( Abilities::feature() )->claims() + array(
				'request_id' => (string) ( $meta['request_id'] ?? $response->getHeaderAsString( 'x-request-id' ) ),
				'model'      => (string) ( $meta['model'] ?? $this->metadata()->getId() ),
				'cost_usd'   => null === $cost ? null : (float) $cost,
				'error'      => $error,
				'status'     => (int) $response->getStatusCode(),
				'asked'      => true,
				'limit'      => $limit,
				'wait'       => $wait,
			)
		);
	}
}
